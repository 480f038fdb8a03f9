/** The baseline as a file: what is written can be read, and the published schema says the same. */
import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';
import { BaselineProblem, BaselineRole, baselineText, readBaseline } from '../../src/baseline/baseline-file';

const SCHEMA = join(__dirname, '..', '..', 'schema', 'baseline.schema.json');
const isValid = new Ajv().compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);

const ROLE: BaselineRole = {
  role: { constructPath: 'Workload/Audit/Resource' },
  findings: [{ rule: 'dead-statement', opening: 'policy', times: 2 }, { rule: 'mfa-required', opening: 'aws' }],
  account: '111122223333',
  region: 'eu-west-1',
  partition: 'aws',
  trustPolicy: { Version: '2012-10-17', Statement: [] },
  templates: [
    { account: '111122223333', stackName: 'Workload', parameters: { P: {} }, mappings: {}, conditions: { C: {} }, resources: { R: {} } },
    { references: [{ reference: { kind: 'import', name: 'Trust:Role' }, value: { 'Fn::GetAtt': ['R', 'Arn'] }, template: 0 }] },
  ],
  isOnlyComparedAsText: true,
};

test.each<[string, readonly BaselineRole[]]>([
  ['nothing', []],
  ['everything', [ROLE]],
  ['roles of all identities', [
    { ...ROLE, role: { account: '111122223333', roleName: 'Audit' } },
    { ...ROLE, role: { address: 'module.x.aws_iam_role.this[0]' } },
    { ...ROLE, role: { file: 'a/b.json', logicalId: 'StackSet', inside: 'Audit' } },
    { ...ROLE, role: { stackPath: 'Workload', logicalId: 'Audit' } },
  ]],
])('%s is read as it was written, and is valid by the schema', (_, roles) => {
  const written: unknown = JSON.parse(baselineText(roles));
  expect(isValid(written)).toBe(true);
  const byText = (all: readonly BaselineRole[]) => all.map((role) => JSON.stringify(role)).sort();
  expect(byText(readBaseline(written))).toEqual(byText(roles));
});

const file = (role: object) => ({ schemaVersion: '1', roles: [{ ...ROLE, ...role }] });

test.each<unknown>([
  [], {}, { schemaVersion: 1, roles: [] }, { schemaVersion: '1', roles: {} }, { schemaVersion: '1', roles: [], more: 1 },
  file({ more: 1 }), file({ role: {} }), file({ role: { path: 'x' } }), file({ role: { file: 1 } }), file({ trustPolicy: undefined }),
  file({ findings: {} }), file({ findings: ['x'] }), file({ findings: [{ rule: 'x' }] }),
  file({ findings: [{ rule: 'x', opening: 'y', times: 1 }] }),
  file({ findings: [{ rule: 'x', opening: 'y', line: 1 }] }), file({ account: 1 }), file({ isOnlyComparedAsText: false }),
  file({ templates: {} }), file({ templates: ['x'] }), file({ templates: [{ parameters: [] }] }), file({ templates: [{ outputs: {} }] }),
  file({ templates: [{ references: [{}] }] }), file({ templates: [{ references: [{ reference: {}, value: 1, template: -1 }] }] }),
])('%j is refused, by the schema as well', (wrong) => {
  const asJson = JSON.parse(JSON.stringify(wrong)) as unknown;
  expect(() => readBaseline(asJson)).toThrow(BaselineProblem);
  expect(isValid(asJson)).toBe(false);
});
