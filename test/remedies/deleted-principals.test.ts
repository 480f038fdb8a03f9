/** The fixes for ids that IAM leaves behind when a user or role is deleted. */
import { judgedWithFixes } from './offered-fixes';
import { allow, EXTERNAL_ID, OWN, PARTNER, policy, role } from '../rules/trust-policy-cases';

const DELETED = 'AROAQXYZABCDEFGHIJKLM';
const DELETED_USER = 'AIDAQXYZABCDEFGHIJKLM';
const DEAD = { ...allow(role(PARTNER, 'scanner'), EXTERNAL_ID), Action: 'sts:AssumeRoleWithSAML' };
const LAMBDA = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };

/** The fixes of the findings about deleted principals, with the paths that they edit; or why there is none. */
function offered(document: object, context: { readonly account?: string } = { account: OWN }): (readonly (readonly string[])[] | string)[] {
  return judgedWithFixes({ document, context }).findings
    .filter(({ ruleId }) => ruleId === 'deleted-principal')
    .map(({ fixes = [], noFix }) => noFix ?? fixes.map(({ id, edits }) => [id, ...edits.map(({ op, path }) => `${op} ${path}`)]));
}

const nameAnother = ['name-the-principal', 'replace /Statement/0/Principal/AWS'];
const dropTheStatement = ['drop-the-statement', 'remove /Statement/0'];

describe('a statement that names only deleted principals', () => {
  test.each<[what: string, document: object]>([
    ['a role of the own account', policy(allow(DELETED), allow(role(OWN, 'app')))],
    ['a service', policy(allow(DELETED_USER, EXTERNAL_ID), LAMBDA)],
  ])('is dropped where %s can still assume the role', (_, document) => {
    expect(offered(document)).toEqual([[dropTheStatement, nameAnother]]);
  });

  test.each<[what: string, document: object]>([
    ['it is the only one', policy(allow(DELETED))],
    ['the other one is never met', policy(allow(DELETED), DEAD)],
    ['the other one is a Deny', policy(allow(DELETED), { ...LAMBDA, Effect: 'Deny' })],
  ])('is not dropped where %s: a principal is named instead', (_, document) => {
    expect(offered(document)).toEqual([[nameAnother]]);
  });

  test('is not dropped where all statements do: each names another principal', () => {
    expect(offered(policy(allow(DELETED), allow(DELETED_USER)))).toEqual([
      [nameAnother], [['name-the-principal', 'replace /Statement/1/Principal/AWS']],
    ]);
  });

  test('the reason is given where the account of the role is not known, so that nobody can be named', () => {
    const reason = 'no other statement lets anybody in, so dropping this one would leave a role that nobody can assume, and the trust ' +
      'policy does not say who should be named instead: name a user or role that exists, or delete the role';
    expect(offered(policy(allow(DELETED)), {})).toEqual([reason]);
    expect(offered(policy(allow(DELETED), DEAD), {})).toEqual([reason]);
    expect(offered(policy(allow(DELETED), LAMBDA), {})).toEqual([[dropTheStatement]]);
  });
});

test('beside others, only the deleted principal is dropped', () => {
  expect(offered(policy(allow([DELETED, role(OWN, 'app')])))).toEqual([[
    ['drop-the-principal', 'remove /Statement/0/Principal/AWS/0'], ['name-the-principal', 'replace /Statement/0/Principal/AWS/0'],
  ]]);
});
