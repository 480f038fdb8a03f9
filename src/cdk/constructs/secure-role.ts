/** What secure roles do alike: they check their props, record their waivers, and check their own trust policy when synthesis ends. */
import { PhysicalName, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { selfCheck } from './doors';
import { SecureRoleProps } from './secure-role-props';
import { TrustStatementsPrincipal } from './trust-statements-principal';
import { show, ValidationError } from './validation-error';
import { Waiver, WAIVERS_METADATA_KEY, waiversMetadata } from '../../cloudformation/waivers';

/** The props of one class of roles. */
export interface ExpectedProps<Props> {
  readonly names: { readonly [name in keyof Required<Props>]: true };
  /** The required ones, in words. */
  readonly required: string;
  /** What to write instead of props that other roles have. */
  readonly instead: Readonly<Record<string, string>>;
}

/** The path that the role is going to have. */
export function pathOf(scope: Construct, id: string): string {
  return scope.node.path === '' ? id : `${scope.node.path}/${id}`;
}

/** TypeScript refuses unknown props. Plain JavaScript does not, and would silently ignore `assumedBy` or `externalIds`. */
export function requireKnownProps<Props extends object>(where: string, props: Props, expected: ExpectedProps<Props>): void {
  const { names, required, instead } = expected;
  if (!props) throw new ValidationError(where, `the props are missing. Pass ${required}.`);
  const unknown = Object.keys(props).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return;
  throw new ValidationError(where, `there is no prop ${show(unknown)}. ${instead[unknown] ?? 'Leave it out.'}`);
}

/** The props for `iam.Role`. */
export function rolePropsOf(where: string, props: SecureRoleProps, statements: readonly iam.PolicyStatement[]): iam.RoleProps {
  return {
    assumedBy: new TrustStatementsPrincipal(statements),
    maxSessionDuration: props.maxSessionDuration,
    managedPolicies: props.managedPolicies,
    inlinePolicies: props.inlinePolicies,
    permissionsBoundary: props.permissionsBoundary,
    path: props.path,
    roleName: requireRoleNameProp(where, props.roleName) ?? PhysicalName.GENERATE_IF_NEEDED,
    description: props.description,
  };
}

/**
 * Writes the waivers into the `Metadata` of the role, and lets synthesis fail if the role ends up with a trust policy that allows more
 * than these statements.
 *
 * @param statements not the ones that the role was created with, because those can change with it
 */
export function declareTrust(role: iam.Role, statements: iam.PolicyStatement[], waivers: readonly Waiver[]): void {
  const resource = role.node.tryFindChild('Resource');
  if (waivers.length > 0 && resource instanceof iam.CfnRole) resource.addMetadata(WAIVERS_METADATA_KEY, waiversMetadata(waivers));

  const policy = new iam.PolicyDocument({ statements, minimize: false });
  const declared = { policy, waivers, inTemplate: resource !== undefined };
  role.node.addValidation({ validate: () => selfCheck().checkFinalTrust(role, declared) });
}

function requireRoleNameProp(where: string, name: string | undefined): string | undefined {
  if (name === undefined || Token.isUnresolved(name)) return name;
  if (/^[\w+=,.@-]{1,64}$/.test(name)) return name;
  const path = name.includes('/') ? ' Pass the path as the prop path.' : '';
  throw new ValidationError(where, `roleName ${show(name)} is not a role name. Write 1 to 64 letters, digits and _+=,.@-.${path}`);
}
