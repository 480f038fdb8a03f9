/** What `aws iam get-account-authorization-details` prints about made-up accounts, written down in a few lines. */

export interface MadeUpRole {
  readonly name: string;
  /** With slashes around it. Default: `/`. */
  readonly path?: string;
  readonly trust: readonly TrustStatement[];
  /** The statements of an inline policy. Default: none. */
  readonly allows?: readonly object[];
  /** The names of managed policies of AWS. */
  readonly managed?: readonly string[];
}

interface TrustStatement {
  readonly Principal: unknown;
  readonly Action: string;
  readonly Condition?: unknown;
}

export function accountDump(account: string, roles: readonly MadeUpRole[]): object {
  return {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: roles.map(({ name, path = '/', trust, allows = [], managed = [] }) => ({
      Path: path,
      RoleName: name,
      RoleId: 'AROAEXAMPLE',
      Arn: `arn:aws:iam::${account}:role${path}${name}`,
      AssumeRolePolicyDocument: policy(trust),
      InstanceProfileList: [],
      RolePolicyList: allows.length === 0 ? [] : [{ PolicyName: name, PolicyDocument: policy(allows) }],
      AttachedManagedPolicies: managed.map((each) => ({ PolicyName: each, PolicyArn: `arn:aws:iam::aws:policy/${each}` })),
    })),
    Policies: [],
  };
}

function policy(statements: readonly object[]): object {
  return { Version: '2012-10-17', Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })) };
}

export function trusts(principal: unknown, condition?: unknown): TrustStatement {
  return { Principal: principal, Action: 'sts:AssumeRole', ...condition === undefined ? {} : { Condition: condition } };
}

export const account = (id: string) => ({ AWS: `arn:aws:iam::${id}:root` });
export const role = (id: string, name: string) => ({ AWS: `arn:aws:iam::${id}:role/${name}` });
export const service = (name: string) => ({ Service: `${name}.amazonaws.com` });

export function trustsGitHub(id: string, subject: string): TrustStatement {
  const issuer = 'token.actions.githubusercontent.com';
  return {
    Principal: { Federated: `arn:aws:iam::${id}:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' }, StringLike: { [`${issuer}:sub`]: subject } },
  };
}

export function trustsIdentityCenter(id: string): TrustStatement {
  return {
    Principal: { Federated: `arn:aws:iam::${id}:saml-provider/AWSSSO_1a2b3c4d5e6f7a8b_DO_NOT_DELETE` },
    Action: 'sts:AssumeRoleWithSAML',
    Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
  };
}
