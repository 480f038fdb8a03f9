/** A role has one display name, whatever the input says about it. */
import { nameOfRole, RoleSource, uniqueNamesOfRoles } from '../../src/findings/role-source';

test.each<[string, RoleSource, string]>([
  [
    'the construct path, without the resource inside the construct',
    { constructPath: 'Stack/Audit/Resource', logicalId: 'AuditABC', roleName: 'audit' },
    'Stack/Audit',
  ],
  ['the same where the resource is called Default', { constructPath: 'Stack/Audit/Default' }, 'Stack/Audit'],
  ['the whole path of a resource directly in the stack', { constructPath: 'Stack/Resource', stackPath: 'Stack' }, 'Stack/Resource'],
  [
    'the stack and the logical ID where no construct is known',
    { constructPath: 'Stack', stackPath: 'Stack', logicalId: 'Audit' },
    'Stack (Audit)',
  ],
  ['the stack where not even that is known', { constructPath: 'Stack', stackPath: 'Stack' }, 'Stack (template)'],
  ['the construct and the role in its template', { constructPath: 'Stack/Set', inside: 'Role' }, 'Stack/Set (Role)'],
  [
    'the logical ID and the role in its template, not the name of the role',
    { logicalId: 'Set', inside: 'Role', roleName: 'audit' },
    'Set (Role)',
  ],
  ['the address in a Terraform plan', { address: 'aws_iam_role.audit', roleName: 'audit' }, 'aws_iam_role.audit'],
  ['the name of the role', { roleName: 'audit', logicalId: 'Audit' }, 'audit'],
  ['the logical ID', { logicalId: 'Audit' }, 'Audit'],
  ['a description where nothing is known', { file: 'policy.json' }, 'trust policy'],
])('the name is %s', (_, source, expected) => {
  expect(nameOfRole(source)).toBe(expected);
});

test('equal names are extended until every role has its own', () => {
  expect(uniqueNamesOfRoles([
    { roleName: 'one', account: '111122223333' },
    { roleName: 'audit', account: '111122223333', file: 'a.json' },
    { roleName: 'audit', account: '444455556666', file: 'a.json' },
    { roleName: 'build', file: 'a.json' },
    { roleName: 'build', file: 'b.json' },
    { roleName: 'build', file: 'b.json' },
  ])).toEqual([
    'one',
    'audit in account 111122223333',
    'audit in account 444455556666',
    'build of a.json',
    'build of b.json',
    'build of b.json #2',
  ]);
});
