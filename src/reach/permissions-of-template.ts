/** The policies of the roles, users and groups of a CloudFormation template, inline and in resources of their own. */
import { AttachmentTarget, decidedLater, IamKind, keysOfHoledText, logicalIdOf, targetsOf } from './attachment-targets';
import { ConditionalItem, conditionalItems, uncertaintyOf } from './conditional-items';
import { OwnPermissions, PolicyBook, Reference, WrittenPolicy } from './policy-book';
import { arnOfManaged, conditionOf, eitherOf, writtenPolicy } from './policy-of-template';
import { PossibleTarget } from './possible-target';
import { MissingPolicy } from './principal';
import { resolvedText, textInSomeRegion } from './resolved-text';
import { arnWithName, memberAt } from './running-resources';
import { RESOURCES_WITH_ROLES } from './tables/resources-with-roles';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { field, JsonObject, section, textField } from '../cloudformation/template';
import { isKnown, lastPartOf, PartlyKnownText, showText } from '../policy/partly-known-text';

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

type Kind = OwnPermissions['kind'];

const NAMES: Readonly<Record<IamKind, string>> = { role: 'RoleName', user: 'UserName', group: 'GroupName', policy: 'ManagedPolicyName' };

const OWNERS: Readonly<Record<string, Kind>> = { 'AWS::IAM::Role': 'role', 'AWS::IAM::User': 'user', 'AWS::IAM::Group': 'group' };

const ATTACHED_TO: Readonly<Record<string, Readonly<Partial<Record<Kind, string>>>>> = {
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
  public of(kind: Kind, logicalId: string, resource: unknown, context: DeployTimeContext): OwnPermissions {
    const properties = section(resource, 'Properties');
    const missing: MissingPolicy[] = [];
    const list = (name: string) => this.itemsOf(properties, name, context, missing);
    const inline = (item: ConditionalItem, index: number): WrittenPolicy => (
      { ...writtenPolicy(item.value, `${logicalId}.Policies[${index}]`, context), uncertain: uncertaintyOf(item) }
    );
    return {
      kind,
      keys: this.keysOf(kind, logicalId, properties, context),
      account: context.account,
      name: textInSomeRegion(properties[NAMES[kind]] ?? { Ref: logicalId }, context),
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
    if (Object.hasOwn(OWNERS, type)) this.book.addOwner(this.keysOf(OWNERS[type], logicalId, properties, context));
    if (type === 'AWS::IAM::Group') this.book.addGroup(this.of('group', logicalId, resource, context));
    if (type === 'AWS::IAM::UserToGroupAddition') this.addMembers(properties, context);
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
    for (const [kind, property] of Object.entries(attachedTo) as [Kind, string][]) {
      for (const target of targetsOf(kind, properties[property], context)) {
        const doubted = (reason: string | undefined) => (
          reason === undefined ? policy : { ...policy, uncertain: eitherOf(policy.uncertain, reason) }
        );
        const possible = this.possibleTarget(kind, target, context);
        this.book.attach({ to: possible.keys, policy: doubted(target.uncertain) });
        const why = whyPossible(possible, target, context);
        if (why !== undefined) this.book.attachPerhaps(possible, doubted(why));
      }
    }
  }

  private addMembers(properties: JsonObject, context: DeployTimeContext): void {
    const groups = conditionalItems(properties.GroupName).map((item) => this.referenceOf('group', item, context));
    for (const target of targetsOf('user', properties.Users, context)) {
      const possible = this.possibleTarget('user', target, context);
      const why = whyPossible(possible, target, context);
      for (const group of groups) {
        this.book.addMember(possible.keys, { ...group, uncertain: eitherOf(group.uncertain, target.uncertain) });
        if (why !== undefined) this.book.addPossibleMember(possible, { ...group, uncertain: eitherOf(group.uncertain, why) });
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
    kind: IamKind, logicalId: string, properties: JsonObject, context: DeployTimeContext,
  ): readonly string[] {
    const written = properties[NAMES[kind]];
    const name = written === undefined ? undefined : textInSomeRegion(written, context);
    const named = name !== undefined && isKnown(name) ? namedKeys(kind, name, textField(properties, 'Path'), context) : [];
    const arn = kind === 'policy' ? [{ 'Fn::GetAtt': [logicalId, 'PolicyArn'] }] : [];
    const texts = [{ Ref: logicalId }, ...arn].map((each) => textInSomeRegion(each, context));
    const fromOutside = [...texts, name ?? ''].flatMap((text) => keysOfHoledText(kind, text, this.scopeOf(context)));
    return [...new Set([`${this.scopeOf(context)}#${logicalId}`, ...named, ...fromOutside])];
  }

  private scopeOf({ resources, template }: DeployTimeContext): string {
    return this.book.scopeOf(template?.resources ?? resources ?? {});
  }

  /** By the logical id, or by what the value is known to be, here or in another template. */
  private reference(kind: IamKind, value: unknown, context: DeployTimeContext): Reference {
    const logicalId = logicalIdOf(kind, value, context);
    const text = logicalId ?? textInSomeRegion(value, context);
    return { keys: this.keysOfTarget(kind, { text, logicalId }, context), name: logicalId ?? showText(resolvedText(value, context)) };
  }

  private keysOfTarget(kind: IamKind, { logicalId, text }: AttachmentTarget, context: DeployTimeContext): readonly string[] {
    if (logicalId !== undefined) return [`${this.scopeOf(context)}#${logicalId}`];
    if (!isKnown(text)) return keysOfHoledText(kind, text, this.scopeOf(context));
    return text.startsWith('arn:') ? [text] : namedKeys(kind, text, undefined, context);
  }

  private possibleTarget(kind: Kind, target: AttachmentTarget, context: DeployTimeContext): PossibleTarget {
    return { kind, keys: this.keysOfTarget(kind, target, context), account: context.account, name: lastPartOf(target.text) };
  }

  /** What only one branch of a condition attaches is uncertain. */
  private referenceOf(kind: IamKind, item: ConditionalItem, context: DeployTimeContext): Reference {
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

/** Why others than those with the keys of the target may be meant; undefined if they cannot be. */
function whyPossible({ kind }: PossibleTarget, { logicalId, text }: AttachmentTarget, context: DeployTimeContext): string | undefined {
  if (logicalId !== undefined) return undefined;
  if (!isKnown(text)) return decidedLater(kind);
  return context.account === undefined ? 'only the deployment decides the account of its template' : undefined;
}

/** The roles of an instance profile of the same template. */
function rolesOfProfile({ value, conditions }: ConditionalItem, context: DeployTimeContext): readonly ConditionalItem[] {
  const logicalId = logicalIdIn(value, context);
  if (logicalId === undefined) return [];
  const roles = conditionalItems(field(section(context.resources?.[logicalId], 'Properties'), 'Roles'));
  return roles.map((role) => ({ ...role, conditions: [...conditions, ...role.conditions] }));
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
