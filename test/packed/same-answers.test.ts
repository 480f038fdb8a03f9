/** The published command has to print, word for word, what the sources print. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as fc from 'fast-check';
import { run, Streams } from '../../src/cli/main';
import { CONSUMERS, PACKAGE_NAME } from '../../tools/packed-package';
import { arbitraryDamagedDocument, arbitraryTemplateDocument, TEMPLATE } from '../fuzz/arbitrary-documents';
import { arbitraryDocument } from '../properties/arbitrary-policies';
import { OWNER, PARTNER } from '../properties/vocabulary';
import { propertyRuns } from '../property-runs';

const published = jest.requireActual<{ run: typeof run }>(
  path.join(CONSUMERS[0].folder, 'node_modules', PACKAGE_NAME, 'lib', 'cli', 'main.js'),
);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'same-answers-'));
const [before, after] = ['before.json', 'after.json'].map((name) => path.join(folder, name));

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const statuses = new Set<number>();

afterAll(() => fs.rmSync(folder, { recursive: true }));

// Two that reject everything would be equal too.
afterAll(() => expect([...statuses]).toEqual(expect.arrayContaining([0, 1])));

function said(command: typeof run, args: readonly string[]) {
  const texts = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') => ({ isTerminal: false, write: (text: string) => { texts[name] += text; } });
  const streams: Streams = { stdout: into('stdout'), stderr: into('stderr'), environment: {} };
  const status = command(args, streams);
  statuses.add(status);
  // An ExternalId that a command of explain invents is another one each time.
  return { status, stdout: texts.stdout.replace(UUID, '<uuid>'), stderr: texts.stderr };
}

function write(file: string, document: unknown): void {
  const resources = { Audit: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } } };
  fs.writeFileSync(file, JSON.stringify({ ...TEMPLATE, Resources: resources }));
}

function sameOf(...args: readonly string[]): void {
  expect(said(published.run, args)).toEqual(said(run, args));
}

const CALLERS = [
  `arn:aws:iam::${PARTNER}:user/alice`,
  `arn:aws:sts::${PARTNER}:assumed-role/Deploy/ci`,
  'lambda.amazonaws.com',
  `arn:aws:iam::${OWNER.account}:oidc-provider/token.actions.githubusercontent.com`,
];
const arbitraryCall = fc.record({
  caller: fc.constantFrom(...CALLERS),
  mfa: fc.boolean(),
  externalId: fc.constantFrom(undefined, 'x9-31', 'agreed'),
});

test.each(['text', 'json', 'sarif'])('check, as %s', (format) => {
  fc.assert(fc.property(fc.oneof({ weight: 3, arbitrary: arbitraryTemplateDocument }, arbitraryDamagedDocument), (document) => {
    write(before, document);
    sameOf('check', before, '--format', format);
  }), propertyRuns(40, 1));
});

test.each(['text', 'json'])('diff, as %s', (format) => {
  fc.assert(fc.property(arbitraryTemplateDocument, arbitraryTemplateDocument, (one, other) => {
    write(before, one);
    write(after, other);
    sameOf('diff', before, after, '--format', format);
  }), propertyRuns(50, 1));
});

test.each(['text', 'json'])('explain, as %s', (format) => {
  fc.assert(fc.property(arbitraryDocument, arbitraryCall, (document, { caller, mfa, externalId }) => {
    fs.writeFileSync(before, JSON.stringify(document));
    const given = [...(mfa ? ['--mfa'] : []), ...(externalId === undefined ? [] : ['--external-id', externalId])];
    sameOf(
      'explain',
      '--trust-policy',
      before,
      '--role-arn',
      `arn:aws:iam::${OWNER.account}:role/Audit`,
      '--caller-arn',
      caller,
      ...given,
      '--format',
      format,
    );
  }), propertyRuns(150, 1));
});
