/** The line of the file where a role begins. */
import { ScratchFolder } from './run-command';
import { LinesOfRoles } from '../../src/input/lines-of-roles';

const scratch = new ScratchFolder();

test.each([
  ['a template in JSON', '{\n "Resources": {\n  "Other": {},\n  "Audit": {}\n }\n}', { logicalId: 'Audit' }, 4],
  ['a template in YAML', 'Resources:\n  Other: {}\n  Audit:\n    Type: AWS::IAM::Role\n', { logicalId: 'Audit', roleName: 'Type' }, 3],
  ['a YAML template with quoted keys', 'Resources:\n  "Audit" :\n    Type: x\n', { logicalId: 'Audit' }, 2],
  ['a key with the same beginning', '{\n "AuditOther": 1,\n "Audit": 2}', { logicalId: 'Audit' }, 3],
  ['what aws iam prints', '{\n"Roles": [\n{ "Path": "/",\n "RoleName": "One" },\n{\n "RoleName": "Two" }]}', { roleName: 'Two' }, 6],
  ['a role that is not found', '{}', { roleName: 'Two' }, 1],
  ['a bare policy', '{\n}', {}, 1],
])('%s', (_, content, source, expected) => {
  expect(new LinesOfRoles().of({ file: scratch.file('input', content), ...source })).toBe(expected);
});

test('standard input is not read a second time', () => {
  expect(new LinesOfRoles().of({ file: '-', logicalId: 'Audit' })).toBe(1);
});
