/**
 * The fixes that the pages print are ones that the engine accepts: what they are to close is closed, somebody can assume the role, and no
 * error is found but those that the page names.
 */
import { fragmentsIn, withFragment } from './policy-fragments';
import { fillIn, PrintedFix, printedFixesIn } from './printed-messages';
import { findRequest } from '../../src/analysis/find-request';
import { auditTrustPolicy, AuditSettings, AuditSubject } from '../../src/assessment/assess';
import { KnownAccount } from '../../src/cdk/guard/known-account';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { applyEdits } from '../../src/remedies/json-edit';
import { RULE_IDS } from '../../src/rules/rule-ids';
import { rolesOfCode, rolesOfProgram, runCode, secureRoleWith, statementsFor } from '../code-of-pages';
import { blocksOf, codeInSentences, examplesIn, pageAt, pageOfRule, sectionOf, subjectOfExample } from '../pages';

const PROP_OF_SECURE_ROLE = /^(externalId|mfa|sessionTags|sourceIdentity): \w+\.|^TrustedPrincipal\.\w+\(.*\)\.with/;

const NOTHING_DECLARED: AuditSettings = { accounts: new Map(), levels: {} };

/** The rules that find something, with those that a finding lists. */
function rulesOf(subject: AuditSubject, settings = NOTHING_DECLARED): readonly string[] {
  return auditTrustPolicy(subject, settings).flatMap(({ ruleId, also = [] }) => [ruleId, ...also]);
}

function errorsOf(subject: AuditSubject): readonly string[] {
  return auditTrustPolicy(subject, NOTHING_DECLARED).filter(({ level }) => level === 'error').map(({ ruleId }) => ruleId);
}

function canBeAssumed({ document, context }: AuditSubject): boolean {
  const { account, partition, region } = context;
  const question = { about: 'any caller', callers: () => true, usesPlaceholderPrincipals: true };
  return findRequest(readTrustPolicy(document, context), { account, partition, region }, question).kind === 'open';
}

/** Why the engine rejects it as a fix for the rule; empty if it does not. `named`: rules that the page says are left. */
function rejections(ruleId: string, subject: AuditSubject, named: readonly string[]): readonly string[] {
  return [
    ...rulesOf(subject).includes(ruleId) ? [`${ruleId} still finds something`] : [],
    ...errorsOf(subject).filter((id) => id !== ruleId && !named.includes(id)).map((id) => `it has an error of ${id}`),
    ...canBeAssumed(subject) ? [] : ['nobody can assume the role'],
  ];
}

describe.each(RULE_IDS)('the fixes on the page of %s', (ruleId) => {
  const page = pageOfRule(ruleId);
  const section = sectionOf(page, 'How to fix');
  const named = RULE_IDS.filter((id) => section.includes(`\`${id}\``));
  const open = examplesIn(sectionOf(page, 'Open')).map(({ json }) => subjectOfExample(json));
  const sentences = codeInSentences(section);

  const code = [
    ...blocksOf(section, 'ts').filter((block) => !isDeclaration(block)).flatMap(statementsFor),
    ...sentences.filter((each) => PROP_OF_SECURE_ROLE.test(each)).map(secureRoleWith),
  ];

  for (const statements of code) {
    test(`the code ${statements}`, () => {
      const roles = rolesOfCode(statements);
      expect(roles).not.toEqual([]);
      for (const { subject } of roles) expect(rejections(ruleId, subject, named)).toEqual([]);
    });
  }

  const declarations = [...blocksOf(section, 'ts'), ...sentences].filter(isDeclaration);
  for (const each of declarations) {
    test(`an open example with ${each}`, () => {
      const settings = declaredBy(each);
      expect(open.map((subject) => rulesOf(subject, settings).includes(ruleId))).toContain(false);
    });
  }

  const fragments = fragmentsIn([...blocksOf(section, 'jsonc'), ...sentences]);
  for (const fragment of fragments) {
    test(`an open example with ${fragment}`, () => {
      const judged = open.flatMap((subject) => {
        // Some say what to write beside another fragment of the page.
        const bases = [subject, ...fragments.flatMap((other) => withFragment(subject, other))];
        const allowed = [...named, ...errorsOf(subject)];
        return bases.flatMap((base) => withFragment(base, fragment)).map((fixed) => rejections(ruleId, fixed, allowed));
      });
      expect(judged).toContainEqual([]);
    });
  }
});

function isDeclaration(code: string): boolean {
  return /^new TrustPolicyGuard\(\{\s*(accounts|organizations)/.test(code);
}

/** What the guard of this code is told. */
function declaredBy(code: string): AuditSettings {
  let settings = NOTHING_DECLARED;
  class TrustPolicyGuard {
    public constructor({ accounts = [], organizations = [] }: { accounts?: KnownAccount[]; organizations?: string[] }) {
      const known = accounts.map(({ accountId: id, _standing: standing, name }) => [id, { id, standing, name }] as const);
      settings = { ...settings, accounts: new Map(known), organizations };
    }
  }
  runCode(code, { TrustPolicyGuard, KnownAccount });
  return settings;
}

const MESSAGES = pageAt('docs/messages.md');
const README = pageAt('README.md');
const [SHOWN_BY_README] = blocksOf(README, 'text');

/** A page that shows an app, and what the guard prints of it. */
const PAGES: readonly (readonly [page: string, program: string, printed: readonly string[]])[] = [
  ['docs/messages.md', blocksOf(MESSAGES, 'ts').join('\n'), blocksOf(MESSAGES, 'text')],
  ['README.md', blocksOf(README.slice(0, README.indexOf(SHOWN_BY_README)), 'ts').at(-1) ?? '', [SHOWN_BY_README]],
];

describe.each(PAGES)('the suggested fixes in %s', (_, program, printed) => {
  const fixes = printed.flatMap(printedFixesIn);
  const before = rolesOfProgram(program);
  const after = rolesOfProgram(program, fixes.map((fix, index) => roleWith(fix, index, program)).join('\n'));

  test('are found', () => expect(fixes.length).toBe(printed.join('\n').match(/^ +Suggested fix: (?!.*fix each role)/gm)?.length));

  test.each(fixes.map((fix, index) => ({ ...fix, index })).filter(isWritten))('$ruleId', ({ index, ...fix }) => {
    const { subject } = before.find(({ logicalId }) => logicalId === fix.logicalId)!;
    const ofCode = after.find(({ logicalId }) => logicalId.startsWith(`FixedByPage${index}X`))?.subject.document;
    const document = ofCode ?? fillIn(applyEdits(subject.document, fix.edits), fix);
    const left = errorsOf(subject).filter((id) => id !== fix.ruleId);
    expect(rejections(fix.ruleId, { ...subject, document }, left)).toEqual([]);
  });

  const withInstead = fixes.map((fix, index) => ({ ...fix, index })).filter(({ instead }) => instead !== undefined);
  test.each(withInstead)('$ruleId: the role with $instead.construct', ({ index, ruleId, logicalId }) => {
    const { subject } = before.find((role) => role.logicalId === logicalId)!;
    const role = after.find((each) => each.logicalId.startsWith(`InsteadOfPage${index}X`))!;
    expect(rejections(ruleId, role.subject, errorsOf(subject).filter((id) => id !== ruleId))).toEqual([]);
  });
});

function isWritten({ code, edits }: PrintedFix): boolean {
  return code !== '' || edits.length > 0;
}

/** The role of the fix, in the stack of the program. */
function roleWith(fix: PrintedFix, index: number, program: string): string {
  const [, stack] = /const (\w+) = new Stack\(/.exec(program)!;
  const [, provider] = /const (\w+) = new iam\.CfnOIDCProvider\(/.exec(program) ?? [];
  const { code, instead } = fix;
  return [
    ...code === '' ? [] : [`new iam.Role(${stack}, 'FixedByPage${index}X', { ${fillIn(code, fix)} });`],
    ...instead ? [`{
      const { ExternalId, MfaRequirement, OidcSubject, TrustedPrincipal, ${instead.construct} } = require('cdk-secure-trust');
      const provider = ${provider};
      new ${instead.construct}(${stack}, 'InsteadOfPage${index}X', { ${fillIn(instead.props, fix)} });
    }`] : [],
  ].join('\n');
}

test('every other suggested fix is a sentence, for what no condition or principal can close', () => {
  const without = blocksOf(MESSAGES, 'text').flatMap(printedFixesIn).filter((fix) => !isWritten(fix));
  expect(without.map(({ ruleId }) => ruleId)).toEqual(['self-trust', 'long-session', 'outside-reaches-administrator']);
});

test.each(
  [...pageAt('docs/troubleshooting.md').matchAll(/update-assume-role-policy .*--policy-document '(.*)'$/gm)].map(([, json]) => [json]),
)('the trust policy that explain corrects: %s', (json) => {
  const subject: AuditSubject = { document: JSON.parse(json), context: { account: '444455556666', partition: 'aws' } };
  expect(errorsOf(subject)).toEqual([]);
  expect(canBeAssumed(subject)).toBe(true);
});
