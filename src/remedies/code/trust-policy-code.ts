/**
 * The code that gives an `iam.Role` a whole trust policy: the principals of its prop `assumedBy`.
 *
 * Each principal renders its own statement, so the code renders the document with each of its statements split into one per principal and
 * action. Anything that no principal renders (a `Sid`, a `Deny`, an action such as `sts:SetSourceIdentity`) has no code.
 */
import { calledOn, CodeExpression, MapLiteral } from './expression';
import {
  federatedPrincipal, fitsAction, organizationPrincipal, principalOf, PrincipalText, together, withConditions,
} from './principal-expression';
import { allOf, readConditionKeys, readMap, readText } from './read-value';
import { codeOfProp } from './write-expression';
import { CdkCode, CdkLanguage } from '../../findings/fix';
import { isPlainMap } from '../../policy/resolved-value';

/**
 * The prop `assumedBy` for a trust policy as the CDK renders it. Undefined if no code renders exactly this document.
 */
export function codeOfTrustPolicy(document: unknown, language: CdkLanguage): CdkCode | undefined {
  const statements = readStatements(document);
  const groups = statements && groupsOf(statements);
  return groups && codeOfProp('assumedBy', together(groups.flatMap(principalsOf)), language);
}

const TAG_SESSION = 'sts:TagSession';
const KINDS: readonly string[] = ['AWS', 'Service', 'Federated'];

interface ReadStatement {
  readonly principals: readonly PrincipalText[];
  readonly actions: readonly string[];
  readonly conditions?: MapLiteral;
}

function readStatements(document: unknown): ReadStatement[] | undefined {
  if (!isPlainMap(document) || !hasOnly(document, ['Version', 'Statement']) || document.Version !== '2012-10-17') return undefined;
  const written = asList(document.Statement);
  return written.length === 0 ? undefined : allOf(written.map(readStatement));
}

function readStatement(statement: unknown): ReadStatement | undefined {
  if (!isPlainMap(statement) || !hasOnly(statement, ['Effect', 'Action', 'Principal', 'Condition'])) return undefined;
  if (statement.Effect !== 'Allow') return undefined;
  const actions = asList(statement.Action);
  const principals = readPrincipals(statement.Principal);
  if (!principals || !actions.every((action) => typeof action === 'string')) return undefined;
  const { Condition: written } = statement;
  if (written === undefined || (isPlainMap(written) && Object.keys(written).length === 0)) return { principals, actions };
  const conditions = readMap(written, readConditionKeys);
  return conditions && { principals, actions, conditions };
}

function readPrincipals(principal: unknown): PrincipalText[] | undefined {
  if (principal === '*') return [{ kind: '*', value: { kind: 'text', text: '*' } }];
  if (!isPlainMap(principal) || !hasOnly(principal, KINDS)) return undefined;
  const read = Object.entries(principal).flatMap(([kind, values]) => asList(values).map((each) => {
    const value = readText(each);
    return value && { kind: kind as PrincipalText['kind'], value };
  }));
  return read.length === 0 ? undefined : allOf(read);
}

/** Principals with the same conditions and actions, and the same permission to pass session tags. */
interface PrincipalGroup {
  readonly principals: PrincipalText[];
  readonly action: string;
  readonly mayTagSession: boolean;
  readonly conditions?: MapLiteral;
}

/** Undefined if the actions of a principal are not those of a principal of the CDK. */
function groupsOf(statements: readonly ReadStatement[]): PrincipalGroup[] | undefined {
  const groups = new Map<string, PrincipalGroup>();
  for (const { principal, actions, conditions } of permissionsOf(statements)) {
    const [action, ...others] = actions.filter((each) => each !== TAG_SESSION);
    if (action === undefined || others.length > 0 || !fitsAction(principal, action)) return undefined;
    const mayTagSession = actions.includes(TAG_SESSION);
    const key = JSON.stringify([action, mayTagSession, conditions]);
    const group = groups.get(key) ?? { principals: [], action, mayTagSession, conditions };
    group.principals.push(principal);
    groups.set(key, group);
  }
  return [...groups.values()];
}

interface Permission {
  readonly principal: PrincipalText;
  readonly actions: string[];
  readonly conditions?: MapLiteral;
}

/** What each principal is allowed under which conditions, over all statements: a separate statement can add `sts:TagSession`. */
function permissionsOf(statements: readonly ReadStatement[]): Permission[] {
  const permissions = new Map<string, Permission>();
  for (const { principals, actions, conditions } of statements) {
    for (const principal of principals) {
      const key = JSON.stringify([principal, conditions]);
      const permission = permissions.get(key) ?? { principal, actions: [], conditions };
      permission.actions.push(...actions.filter((action) => !permission.actions.includes(action)));
      permissions.set(key, permission);
    }
  }
  return [...permissions.values()];
}

/** Those that get their conditions from `withConditions` get them together. */
function principalsOf({ principals, action, mayTagSession, conditions }: PrincipalGroup): CodeExpression[] {
  const plain: CodeExpression[] = [];
  const conditional: CodeExpression[] = [];
  for (const principal of principals) {
    if (principal.kind === 'Federated') {
      conditional.push(federatedPrincipal(principal.value, conditions, action));
    } else {
      const organization = organizationPrincipal(principal, conditions);
      if (organization) conditional.push(organization);
      else plain.push(principalOf(principal));
    }
  }
  if (!conditions && !mayTagSession) return [...plain, ...conditional];
  const all = [...(plain.length > 0 ? [withConditions(together(plain), conditions)] : []), ...conditional];
  return mayTagSession ? all.map((principal) => calledOn(principal, 'withSessionTags')) : all;
}

function hasOnly(map: Record<string, unknown>, keys: readonly string[]): boolean {
  return Object.keys(map).every((key) => keys.includes(key));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
