/** The only role with a given name in an account, as far as the policies show. */
import { documentOf, PARAMETERS, PARTNER } from './ask-policy';
import { NamedRoles } from '../../src/analysis/named-roles';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { allow, deny, StatementJson } from '../evaluation/policies';

const role = (name: string, account = PARTNER) => `arn:aws:iam::${account}:role/${name}`;
const trusting = (...AWS: unknown[]): StatementJson => allow({ Principal: { AWS } });
const SESSION = trusting(`arn:aws:sts::${PARTNER}:assumed-role/Deploy/build`);
const asking = (value: string): StatementJson =>
  allow({ Principal: { AWS: PARTNER }, Condition: { ArnLike: { 'aws:PrincipalArn': value } } });

function namesakeOf(roleName: string, ...policies: readonly StatementJson[][]): string | undefined {
  const read = policies.map((statements) => readTrustPolicy(documentOf(...statements), PARAMETERS).variants[0]);
  return new NamedRoles(read).roleWithSameName({ partition: 'aws', account: PARTNER, roleName });
}

test.each<[string, StatementJson[], string, string | undefined]>([
  ['a role that is named', [trusting(role('team/Deploy'))], 'Deploy', 'team/Deploy'],
  ['under any path', [trusting(role('team/Deploy'))], 'other/Deploy', 'team/Deploy'],
  ['in a Deny', [trusting(PARTNER), deny({ Principal: { AWS: role('Deploy') } })], 'team/Deploy', 'Deploy'],
  ['in NotPrincipal', [{ Effect: 'Deny', Action: '*', NotPrincipal: { AWS: role('Deploy') } }], 'team/Deploy', 'Deploy'],
  ['beside a condition on ARNs', [trusting(role('Deploy')), asking(role('x/*'))], 'x/Deploy', 'Deploy'],
  ['another role', [trusting(role('team/Deploy'))], 'team/Other', undefined],
  ['a role of another account', [trusting(role('team/Deploy', '999999999999'))], 'Deploy', undefined],
  ['a user of that name', [trusting(`arn:aws:iam::${PARTNER}:user/Deploy`)], 'Deploy', undefined],
  ['a role with only a session named', [SESSION], 'Deploy', undefined],
  ['two that cannot both exist', [trusting(role('Deploy'), role('team/Deploy'))], 'Deploy', undefined],
  ['a role whose name is not known yet', [trusting({ 'Fn::Sub': `${role('')}\${Parameter}/Deploy` })], 'Deploy', undefined],
])('of one policy: %s', (_, statements, name, expected) => {
  expect(namesakeOf(name, statements)).toBe(expected);
});

test.each<[string, StatementJson[], StatementJson[], string | undefined]>([
  ['both name the role', [trusting(role('Deploy'))], [trusting(role('Deploy'), role('Other'))], 'Deploy'],
  ['one path, then another', [trusting(role('Deploy'))], [trusting(role('team/Deploy'))], undefined],
  ['the role, then a session of the role', [trusting(role('Deploy'))], [SESSION], 'Deploy'],
  ['the role, then its account', [trusting(PARTNER)], [trusting(role('team/Deploy'))], 'team/Deploy'],
  ['the role, then a condition on ARNs', [trusting(role('Deploy'))], [asking(role('team/Deploy'))], undefined],
  ['the role, then a principal that is a pattern', [trusting(role('Deploy'))], [trusting(role('t*/Deploy'))], undefined],
  ['the role, then a principal that is not known yet', [trusting(role('Deploy'))], [trusting({ Ref: 'Parameter' })], undefined],
  [
    'the role, then one whose path is not known yet',
    [trusting(role('Deploy'))],
    [trusting({ 'Fn::Sub': `${role('')}\${Parameter}/Deploy` })],
    undefined,
  ],
  [
    'the role, then a tag that holds an ARN', [trusting(role('Deploy'))],
    [allow({ Principal: { AWS: PARTNER }, Condition: { StringEquals: { 'aws:PrincipalTag/role': '${aws:PrincipalArn}' } } })], undefined,
  ],
])('of two policies that follow each other: %s', (_, before, after, expected) => {
  expect(namesakeOf('Deploy', before, after)).toBe(expected);
  expect(namesakeOf('x/Deploy', after, before)).toBe(expected);
});
