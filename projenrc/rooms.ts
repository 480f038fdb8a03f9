/** The rooms of `src/`: what the lint rule about imports and the tables of the documentation are generated from. */
import { readFileSync, writeFileSync } from 'fs';

export interface Room {
  /** The folder below `src/`. */
  readonly name: string;
  readonly holds: string;
  readonly readFirst: string;
}

/** Lowest first. A file may import from its own room and from rooms of lower floors only. */
export const FLOORS: readonly (readonly Room[])[] = [
  [
    {
      name: 'policy',
      holds: 'what a trust policy says, as plain data',
      readFirst: '`trust-policy.ts`, `partly-known-text.ts`, `read-policy-document.ts`',
    },
  ],
  [
    {
      name: 'evaluation',
      holds: 'what it does to one request: the definition of truth',
      readFirst: '`evaluate-trust-policy.ts`, `match-condition.ts`, `operators/`',
    },
  ],
  [
    {
      name: 'analysis',
      holds: 'what it could do to any request',
      readFirst: '`questions/questions.ts`, `find-request.ts`, `search-request.ts`',
    },
  ],
  [{ name: 'findings', holds: 'what a finding is, and its words', readFirst: '`finding.ts`, `wording.ts`' }],
  [
    {
      name: 'rules',
      holds: 'one question a file, as data; `support/` for what several rules share',
      readFirst: '`rule.ts`, `mfa-required.ts`, `catalogue.ts`',
    },
  ],
  [
    {
      name: 'cloudformation',
      holds: 'templates and intrinsics, read into policies',
      readFirst: '`read-trust-policy.ts`, `trust-policies-of-template.ts`',
    },
  ],
  [
    {
      name: 'permissions',
      holds: 'policies of permissions: which actions on which resources they allow',
      readFirst: '`identity-policy.ts`, `permission-set.ts`, `covers-everything.ts`',
    },
  ],
  [{ name: 'assessment', holds: 'a document through every rule: openings, levels, the summary', readFirst: '`assess.ts`, `openings.ts`' }],
  [{ name: 'remedies', holds: 'fixes as edits of the trust policy, each proved', readFirst: '`remedies-for.ts`, `prove.ts`' }],
  [{ name: 'findings/renderers', holds: 'findings as text, JSON and SARIF', readFirst: '`report.ts`' }],
  [
    {
      name: 'diff',
      holds: 'a trust policy, and a whole input role by role, against its successor',
      readFirst: '`compare-trust.ts`, `compare-inputs.ts`',
    },
    {
      name: 'explain',
      holds: 'from a denied request to its causes and what puts them right',
      readFirst: '`explain-call.ts`, `trust-failures.ts`',
    },
    {
      name: 'reach',
      holds: 'what the policies of each role allow, and where they lead',
      readFirst: '`explore.ts`, `graph.ts`, `paths.ts`, `power.ts`, `policy-book.ts`',
    },
    {
      name: 'boundary',
      holds: 'the resource control policy that keeps strangers out of the roles of an organization, and its proof',
      readFirst: '`boundary-policy.ts`, `prove-boundary.ts`, `trusted-tokens.ts`',
    },
  ],
  [
    {
      name: 'input',
      holds: 'every kind of input, read into roles and templates',
      readFirst: '`read-roles.ts`, `read-input-file.ts`, `formats/json-document.ts`',
    },
  ],
  [
    {
      name: 'organization',
      holds: 'the handler of the CloudFormation hook and the AWS Config rules: events of AWS, answered as `check` does',
      readFirst: '`handler.ts`, `answer-hook.ts`, `evaluate-roles.ts`',
    },
  ],
  [
    {
      name: 'baseline',
      holds: 'the findings of an app at the time when the check was adopted, and who could assume its roles then',
      readFirst: '`baseline.ts`, `change-since.ts`',
    },
  ],
  [{ name: 'cdk/construct-tree', holds: 'from an app to its trust policies', readFirst: '`find-roles.ts`' }],
  // The guard writes the JSON report too, so it stands on it.
  [{ name: 'cdk/guard', holds: '`TrustPolicyGuard`', readFirst: '`trust-policy-guard.ts`' }],
  [
    {
      name: 'cdk/constructs',
      holds: '`SecureCrossAccountRole` and `SecureOidcRole`, and what their props are made of',
      readFirst: '`secure-cross-account-role.ts`',
    },
  ],
  [
    {
      name: 'cdk/organization',
      holds: '`TrustPolicyHook` and the rules of AWS Config, which deploy the handler, and `OrganizationTrustBoundary`',
      readFirst: '`trust-policy-hook.ts`, `trust-policy-function.ts`',
    },
    {
      name: 'cli',
      holds: 'the command, one file for each subcommand; `fix/` for what it changes',
      readFirst: '`main.ts`, `check.ts`',
    },
  ],
];

export const ROOMS: readonly string[] = FLOORS.flat().map(({ name }) => name);

/** The only rooms that may know the CDK. */
export const CDK_ROOMS: readonly string[] = ROOMS.filter((room) => room.startsWith('cdk/'));

/** What `import/no-restricted-paths` has to know. */
export function importZones() {
  return FLOORS.flatMap((rooms, floor) => rooms.map(({ name }) => {
    const notBelow = FLOORS.slice(floor).flat().map((room) => room.name).filter((other) => other !== name && !other.startsWith(`${name}/`));
    return {
      // The renderers stand in a room of their own, inside that of the findings.
      target: name === 'findings' ? './src/findings/*.ts' : `./src/${name}`,
      from: [...notBelow.map((other) => `./src/${other}`), './src/index.ts'],
      message: `src/${name} stands on floor ${floor + 1} of the import ladder: it may import lower floors only (see projenrc/rooms.ts).`,
    };
  }));
}

/** Writes the ladder into the pages that show it. */
export function writeRoomsIntoPages(): void {
  const highestFirst = [...FLOORS].reverse();
  const ladder = highestFirst.map((rooms) => `    ${rooms.map(({ name }) => name).join(' | ')}`);
  const table = FLOORS.flat().map(({ name, holds, readFirst }) => `| \`src/${name}\` | ${holds} | ${readFirst} |`);
  replaceBlock('CONTRIBUTING.md', ladder);
  replaceBlock('docs/architecture.md', ['| room | holds | read first |', '| --- | --- | --- |', ...table]);
}

const BEGIN = '<!-- rooms: generated from projenrc/rooms.ts by `npx projen` -->';
const END = '<!-- end of rooms -->';

function replaceBlock(file: string, lines: readonly string[]): void {
  const [before, rest] = readFileSync(file, 'utf8').split(BEGIN);
  const [, after] = (rest ?? '').split(END);
  if (after === undefined) throw new Error(`${file} has no block between "${BEGIN}" and "${END}"`);
  writeFileSync(file, `${before}${BEGIN}\n\n${lines.join('\n')}\n\n${END}${after}`);
}
