/** The classes of the CDK that render each principal of a trust policy. */
import { calledOn, created, CodeExpression, MapLiteral, OMITTED, TextExpression, TypeName } from './expression';

/** One principal of a statement: `{ "Service": "ec2.amazonaws.com" }`. */
export interface PrincipalText {
  /** `*` is the principal `"*"`, without a kind. */
  readonly kind: 'AWS' | 'Service' | 'Federated' | '*';
  readonly value: TextExpression;
}

export const ASSUME_ROLE = 'sts:AssumeRole';
const ACTIONS_OF_FEDERATED: readonly string[] = [ASSUME_ROLE, 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];

/** Whether some class of the CDK renders the principal together with the action. */
export function fitsAction({ kind }: PrincipalText, action: string): boolean {
  return kind === 'Federated' ? ACTIONS_OF_FEDERATED.includes(action) : action === ASSUME_ROLE;
}

/** A principal that takes its conditions from `withConditions`. */
export function principalOf({ kind, value }: PrincipalText): CodeExpression {
  if (kind === '*') return created(iam('StarPrincipal'));
  return kind === 'Service' ? servicePrincipal(value) : awsPrincipal(value);
}

export function withConditions(principal: CodeExpression, conditions: MapLiteral | undefined): CodeExpression {
  return conditions ? calledOn(principal, 'withConditions', conditions) : principal;
}

/** A principal of another identity system has its conditions as an argument. */
export function federatedPrincipal(provider: TextExpression, conditions: MapLiteral | undefined, action: string): CodeExpression {
  if (action === 'sts:AssumeRoleWithWebIdentity') return created(iam('WebIdentityPrincipal'), provider, conditions ?? OMITTED);
  if (action === ASSUME_ROLE) return created(iam('FederatedPrincipal'), provider, conditions ?? OMITTED, OMITTED);
  return created(iam('FederatedPrincipal'), provider, conditions ?? { kind: 'map', entries: [] }, { kind: 'text', text: action });
}

/** A single principal is used as it is, several become a `CompositePrincipal`. */
export function together(principals: readonly CodeExpression[]): CodeExpression {
  return principals.length === 1 ? principals[0] : created(iam('CompositePrincipal'), ...principals);
}

/** The form of an organization ID that `OrganizationPrincipal` accepts. */
const ORGANIZATION_ID = /^o-[a-z0-9]{10,32}$/;
const ORGANIZATION_KEY = 'aws:PrincipalOrgID';

/** Every principal of an organization, where the conditions name one; the remaining conditions come from `withConditions`. */
export function organizationPrincipal({ kind, value }: PrincipalText, conditions: MapLiteral | undefined): CodeExpression | undefined {
  if (kind !== 'AWS' || !isLiteral(value, '*')) return undefined;
  const operator = conditions?.entries.find(({ key }) => key === 'StringEquals')?.value;
  if (!conditions || operator?.kind !== 'map') return undefined;
  const organization = operator.entries.find(({ key }) => key === ORGANIZATION_KEY)?.value;
  if (organization?.kind !== 'text' || !ORGANIZATION_ID.test(organization.text)) return undefined;
  return withConditions(created(iam('OrganizationPrincipal'), organization), withoutKey(conditions, 'StringEquals', ORGANIZATION_KEY));
}

function withoutKey(conditions: MapLiteral, operator: string, key: string): MapLiteral | undefined {
  const entries = conditions.entries.flatMap((entry) => {
    if (entry.key !== operator || entry.value.kind !== 'map') return [entry];
    const left = entry.value.entries.filter((each) => each.key !== key);
    return left.length === 0 ? [] : [{ key: operator, value: { kind: 'map', entries: left } as const }];
  });
  return entries.length === 0 ? undefined : { kind: 'map', entries };
}

function awsPrincipal(value: TextExpression): CodeExpression {
  if (isLiteral(value, '*')) return created(iam('AnyPrincipal'));
  const account = accountOfRoot(value);
  if (!account) return created(iam('ArnPrincipal'), value);
  const isOwn = account.kind === 'constant' && account.name === 'ACCOUNT_ID';
  return isOwn ? created(iam('AccountRootPrincipal')) : created(iam('AccountPrincipal'), account);
}

/** The account of `arn:<partition of the stack>:iam::<account>:root`, which is what the CDK writes for an `AccountPrincipal`. */
function accountOfRoot(arn: TextExpression): TextExpression | undefined {
  if (arn.kind !== 'concatenation') return undefined;
  const [start, partition, rest, ...more] = arn.parts;
  const isRootArn = start.kind === 'text' && start.text === 'arn:' && partition?.kind === 'constant' && partition.name === 'PARTITION';
  if (!isRootArn || rest?.kind !== 'text') return undefined;
  if (more.length === 0) {
    const account = /^:iam::([^:]+):root$/.exec(rest.text)?.[1];
    return account === undefined ? undefined : { kind: 'text', text: account };
  }
  const [account, end] = more;
  return rest.text === ':iam::' && more.length === 2 && isLiteral(end, ':root') ? account : undefined;
}

/** Names that `ServicePrincipal` replaces by `<service>.amazonaws.com`. */
const REPLACED_NAME = /^[^.<]+(?:\.amazonaws\.com\.cn|\.c2s\.ic\.gov|\.sc2s\.sgov\.gov)?$/;

function servicePrincipal(name: TextExpression): CodeExpression {
  if (name.kind === 'text' && REPLACED_NAME.test(name.text)) {
    return { kind: 'static', type: iam('ServicePrincipal'), method: 'fromStaticServicePrincipleName', args: [name], returns: 'object' };
  }
  return created(iam('ServicePrincipal'), name, OMITTED);
}

function isLiteral(value: TextExpression, literal: string): boolean {
  return value.kind === 'text' && value.text === literal;
}

function iam(name: string): TypeName {
  return { module: 'iam', name };
}
