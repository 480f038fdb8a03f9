/** The ARNs of resources that run with a role, and how an instance leads to its role: by the name of its instance profile. */
import { textInSomeRegion } from './resolved-text';
import { MemberPath, ResourceWithRole } from './tables/resources-with-roles';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { field } from '../cloudformation/template';
import { PartlyKnownText } from '../policy/partly-known-text';

/** What the context does not say stays open. @param name an intrinsic, too */
export function arnWithName({ service, prefix, hasId }: ResourceWithRole, name: unknown, context: DeployTimeContext): PartlyKnownText {
  const place = ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${prefix}`];
  return textInSomeRegion({ 'Fn::Join': ['', [...place, name, ...hasId ? ['/generated'] : []]] }, context);
}

/** The value of a member inside of others; Terraform writes a block inside of a resource as a list. */
export function memberAt(owner: unknown, path: MemberPath): unknown {
  let value = owner;
  for (const name of path) value = field(Array.isArray(value) ? value[0] : value, name);
  return value;
}

/** The names of instance profiles are unique in an account, whatever their paths are. */
export function profileKey(name: string, account: string): string {
  return `instance profile ${name} of ${account}`;
}

export function profileKeysOfArn(arn: string): readonly string[] {
  const [, account, name] = /^arn:[^:]+:iam::(\d{12}):instance-profile\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return account === undefined ? [] : [profileKey(name, account)];
}
