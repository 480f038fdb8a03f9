/** The policies of the roles, users and groups of a CloudFormation template, inline and in resources of their own. */
import { ConditionalItem, conditionalItems, uncertaintyOf } from './conditional-items';
import { OwnPermissions, PolicyBook, Reference, WrittenPolicy } from './policy-book';
import { MissingPolicy } from './principal';
import { resolvedText } from './resolved-text';
import { arnWithName, memberAt } from './running-resources';
import { RESOURCES_WITH_ROLES } from './tables/resources-with-roles';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { field, JsonObject, section, textField } from '../cloudformation/template';
import { isKnown, PartlyKnownText, showText } from '../policy/partly-known-text';

/** An IAM user of a template. */
export interface UserOfTemplate {
  readonly logicalId: string;
  readonly name: PartlyKnownText;
  readonly permissions: OwnPermissions;
}

export interface RoleOfTemplate {
  readonly permissions: OwnPermissions;
  readonly nameWithPath?: PartlyKnownText;
}

const ATTACHED_TO: Readonly<Record<string, Readonly<Partial<Record<'role' | 'user' | 'group', string>>>>> = {
  'AWS::IAM::Policy': { role: 'Roles', user: 'Users', group: 'Groups' },
  'AWS::IAM::ManagedPolicy': { role: 'Roles', user: 'Users', group: 'Groups' },
  'AWS::IAM::RolePolicy': { role: 'RoleName' },
  'AWS::IAM::UserPolicy': { user: 'UserName' },
  'AWS::IAM::GroupPolicy': { group: 'GroupName' },
};

export class PermissionsOfTemplates {
  private readonly seen = new WeakSet<object>();

  constructor(private readonly book: PolicyBook) { }

  /** The managed policies, groups and attachments of a template; each is read once. */
  public addTemplate(context: DeployTimeContext): void {
    const { resources } = context;
    if (resources === undefined || this.seen.has(resources)) return;
    this.seen.add(resources);
    for (const [logicalId, resource] of Object.entries(resources)) this.addResource(logicalId, resource, context);
  }

  /** What the resource of a role, user or group says itself. */
  public of(kind: OwnPermissions['kind'], logicalId: string, resource: unknown, context: DeployTimeContext): OwnPermissions {
    const properties = section(resource, 'Properties');
    const missing: MissingPolicy[] = [];
    const list = (name: string) => this.itemsOf(properties, name, context, missing);
    const inline = (item: ConditionalItem, index: number): WrittenPolicy => (
      { ...writtenPolicy(item.value, `${logicalId}.Policies[${index}]`, context), uncertain: uncertaintyOf(item) }
    );
    return {
      kind,
      keys: this.keysOf(kind, logicalId, properties, context),
      inline: list('Policies').map(inline),
      attached: list('ManagedPolicyArns').map((item) => this.referenceOf('policy', item, context)),
      boundary: this.boundaryOf(properties, context),
      groups: kind === 'user' ? list('Groups').map((item) => this.referenceOf('group', item, context)) : undefined,
      missing,
    };
  }

  /** Of a role, and its name. A role that a transform makes has policies that only the transform knows. */
  public ofRole(logicalId: string, resource: unknown, context: DeployTimeContext): RoleOfTemplate {
    const permissions = this.of('role', logicalId, resource, context);
    if (field(resource, 'Type') === 'AWS::IAM::Role') {
      return { permissions, nameWithPath: nameWithPath(logicalId, section(resource, 'Properties'), 'RoleName', context) };
    }
    const missing = [{ as: 'all', message: `a transform creates the policies of the role of ${logicalId}` } as const];
    return { permissions: { ...permissions, missing } };
  }

  public usersOf(context: DeployTimeContext): readonly UserOfTemplate[] {
    return Object.entries(context.resources ?? {}).filter(([, resource]) => field(resource, 'Type') === 'AWS::IAM::User')
      .map(([logicalId, resource]) => ({
        logicalId,
        name: nameWithPath(logicalId, section(resource, 'Properties'), 'UserName', context),
        permissions: this.of('user', logicalId, resource, context),
      }));
  }

  private addResource(logicalId: string, resource: unknown, context: DeployTimeContext): void {
    const type = textField(resource, 'Type') ?? '';
    const properties = section(resource, 'Properties');
    if (type === 'AWS::IAM::Group') this.book.addGroup(this.of('group', logicalId, resource, context));
    if (type === 'AWS::IAM::UserToGroupAddition') {
      const groups = this.itemsOf(properties, 'GroupName', context, []).map((item) => this.referenceOf('group', item, context));
      for (const item of this.itemsOf(properties, 'Users', context, [])) {
        const { keys, uncertain } = this.referenceOf('user', item, context);
        for (const group of groups) this.book.addMember(keys, { ...group, uncertain: eitherOf(group.uncertain, uncertain) });
      }
    }
    this.addRunning(logicalId, type, properties, context);
    const attachedTo = ATTACHED_TO[type];
    if (attachedTo === undefined) return;
    const isManaged = type === 'AWS::IAM::ManagedPolicy';
    const policy: WrittenPolicy = {
      ...writtenPolicy(properties, logicalId, context),
      ...isManaged && { arn: arnOfManaged(logicalId, properties, context), arnAliases: [resolvedText({ Ref: logicalId }, context)] },
      uncertain: conditionOf(resource),
    };
    if (isManaged) this.book.addManaged(this.keysOf('policy', logicalId, properties, context), policy);
    for (const [kind, property] of Object.entries(attachedTo) as ['role' | 'user' | 'group', string][]) {
      for (const owner of this.itemsOf(properties, property, context, [])) {
        const { keys, uncertain } = this.referenceOf(kind, owner, context);
        const attached = uncertain === undefined ? policy : { ...policy, uncertain: eitherOf(policy.uncertain, uncertain) };
        this.book.attach({ to: keys, policy: attached });
      }
    }
  }

  /** The resource, if it runs with a role. */
  private addRunning(logicalId: string, type: string, properties: JsonObject, context: DeployTimeContext): void {
    const kind = Object.hasOwn(RESOURCES_WITH_ROLES, type) ? RESOURCES_WITH_ROLES[type] : undefined;
    if (kind?.template === undefined) return;
    const { role, name, arn = 'Arn' } = kind.template;
    const items = conditionalItems(memberAt(properties, role));
    const roles = kind.isProfile ? items.flatMap((item) => rolesOfProfile(item, context)) : items;
    const ownName = name === undefined ? undefined : field(properties, name);
    const resource = {
      arn: arnWithName(kind, ownName ?? `generated-${logicalId}`, context),
      // What `Ref` is, a name or an ARN, depends on the type.
      aliases: [
        resolvedText({ 'Fn::GetAtt': [logicalId, arn] }, context),
        resolvedText({ Ref: logicalId }, context),
        arnWithName({ ...kind, hasId: undefined }, { Ref: logicalId }, context),
      ],
      name: `${kind.what} ${logicalId}`,
    };
    for (const each of roles) {
      const { keys, uncertain } = this.referenceOf('role', each, context);
      this.book.addResource(keys, uncertain === undefined ? resource : { ...resource, isUncertain: true });
    }
  }

  private keysOf(
    kind: OwnPermissions['kind'] | 'policy', logicalId: string, properties: JsonObject, context: DeployTimeContext,
  ): readonly string[] {
    const property = kind === 'policy' ? 'ManagedPolicyName' : `${kind[0].toUpperCase()}${kind.slice(1)}Name`;
    const name = properties[property] === undefined ? undefined : resolvedText(properties[property], context);
    const named = name !== undefined && isKnown(name) ? namedKeys(kind, name, textField(properties, 'Path'), context) : [];
    return [`${this.scopeOf(context)}#${logicalId}`, ...named];
  }

  private scopeOf({ resources, template }: DeployTimeContext): string {
    return this.book.scopeOf(template?.resources ?? resources ?? {});
  }

  /** By the logical id, or by what the value is known to be. */
  private reference(kind: OwnPermissions['kind'] | 'policy', value: unknown, context: DeployTimeContext): Reference {
    const logicalId = logicalIdIn(value, context);
    if (logicalId !== undefined) return { keys: [`${this.scopeOf(context)}#${logicalId}`], name: logicalId };
    const text = resolvedText(value, context);
    const name = showText(text);
    if (!isKnown(text)) return { keys: [], name };
    return { keys: text.startsWith('arn:') ? [text] : namedKeys(kind, text, undefined, context), name };
  }

  /** What only one branch of a condition attaches is uncertain. */
  private referenceOf(kind: OwnPermissions['kind'] | 'policy', item: ConditionalItem, context: DeployTimeContext): Reference {
    return { ...this.reference(kind, item.value, context), uncertain: uncertaintyOf(item) };
  }

  /** Undefined: it has none. Of two boundaries, which one it is decides the deployment, so it is not known. */
  private boundaryOf(properties: JsonObject, context: DeployTimeContext): Reference | undefined {
    const items = conditionalItems(field(properties, 'PermissionsBoundary'));
    if (items.length <= 1) return items.map((item) => this.referenceOf('policy', item, context))[0];
    return { keys: [], name: items.map(({ value }) => this.reference('policy', value, context).name).join(' or ') };
  }

  private itemsOf(properties: JsonObject, name: string, context: DeployTimeContext, missing: MissingPolicy[]): readonly ConditionalItem[] {
    const isKnownItem = ({ value, isInPlaceOfList }: ConditionalItem) => (
      !isInPlaceOfList || typeof value === 'string' || logicalIdIn(value, context) !== undefined
    );
    const items = conditionalItems(field(properties, name));
    if (!items.every(isKnownItem)) missing.push({ as: 'policy', message: `${name} is known at deployment only` });
    return items.filter(isKnownItem);
  }
}

/** Two reasons to doubt the same attachment. */
function eitherOf(one: string | undefined, other: string | undefined): string | undefined {
  return one === undefined || other === undefined ? one ?? other : `${one}, and ${other}`;
}

function writtenPolicy(policy: unknown, place: string, context: DeployTimeContext): WrittenPolicy {
  const name = textField(policy, 'PolicyName') ?? textField(policy, 'ManagedPolicyName') ?? place;
  return { name: `policy "${name}"`, document: field(policy, 'PolicyDocument') ?? {}, context };
}

/** With an invented name, where only the deployment decides it. */
function arnOfManaged(logicalId: string, properties: JsonObject, context: DeployTimeContext): PartlyKnownText {
  const path = textField(properties, 'Path') ?? '/';
  const name = resolvedText(properties.ManagedPolicyName ?? '', context);
  const own = isKnown(name) && name !== '' ? name : `generated-${logicalId}`;
  const pieces = ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:policy${path}${own}`];
  return resolvedText({ 'Fn::Join': ['', pieces] }, context);
}

/** The roles of an instance profile of the same template. */
function rolesOfProfile({ value, conditions }: ConditionalItem, context: DeployTimeContext): readonly ConditionalItem[] {
  const logicalId = logicalIdIn(value, context);
  if (logicalId === undefined) return [];
  const roles = conditionalItems(field(section(context.resources?.[logicalId], 'Properties'), 'Roles'));
  return roles.map((role) => ({ ...role, conditions: [...conditions, ...role.conditions] }));
}

function conditionOf(resource: unknown): string | undefined {
  const condition = textField(resource, 'Condition');
  return condition === undefined ? undefined : `it is deployed only if the condition ${condition} is true`;
}

function logicalIdIn(value: unknown, { resources }: DeployTimeContext): string | undefined {
  const attribute = field(value, 'Fn::GetAtt');
  const [owner]: readonly unknown[] = typeof attribute === 'string' ? attribute.split('.') : Array.isArray(attribute) ? attribute : [];
  const name = textField(value, 'Ref') ?? owner;
  return typeof name === 'string' && resources !== undefined && Object.hasOwn(resources, name) ? name : undefined;
}

/** In the account of the template, or where that is not known, in any template whose account is not known. */
function namedKeys(kind: string, name: string, path: string = '/', { account }: DeployTimeContext): readonly string[] {
  const inAccount = `${kind} ${name} of ${account ?? 'an account that is not known'}`;
  return [inAccount, ...account === undefined ? [] : [`arn:aws:iam::${account}:${kind}${path}${name}`]];
}

/** With its path, as an ARN has it. */
function nameWithPath(logicalId: string, properties: JsonObject, property: string, context: DeployTimeContext): PartlyKnownText {
  const path = textField(properties, 'Path') ?? '/';
  const written = properties[property] ?? { Ref: logicalId };
  return resolvedText(path === '/' ? written : { 'Fn::Join': ['', [path.slice(1), written]] }, context);
}
