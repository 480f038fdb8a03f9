/**
 * A trust policy as the props of `SecureCrossAccountRole`: named users, roles and sessions that all have to meet the same conditions, with
 * an ExternalId each.
 */
import { AllowStatement, allowStatements, documentOf, oneOrMany, PlainCondition } from './allow-statements';
import { calledOn, CodeExpression, ListLiteral, objectFrom, ofPackage, StructField, text } from './expression';
import { MFA_PRESENT, PLACEHOLDER, TAG_KEYS, Term, termOf } from './role-terms';
import type { SecureRole } from './secure-role-code';
import { Placeholder } from '../../findings/fix';
import { isPlainMap } from '../../policy/resolved-value';
import { examplesOf, fillPlaceholders } from '../placeholders';

export function crossAccountRole(document: unknown, placeholders: readonly Placeholder[]): SecureRole | undefined {
  const callers = allowStatements(document, 'AWS')?.flatMap((statement) => callersOf(statement, placeholders));
  if (!callers || callers.some((caller) => caller === undefined)) return undefined;
  return roleOf(callers as readonly Caller[]);
}

type KindOfPrincipal = 'user' | 'role' | 'session';

interface Caller {
  /** As written in the document. */
  readonly arn: unknown;
  readonly kind: KindOfPrincipal;
  readonly principal: CodeExpression;
  readonly externalId: string;
  readonly actions: readonly string[];
  /** All conditions but the one on the ExternalId, as the construct writes them. */
  readonly terms: readonly Term[];
}

const ASSUME_ROLE = 'sts:AssumeRole';

function callersOf(
  { principals, actions, conditions }: AllowStatement, placeholders: readonly Placeholder[],
): readonly (Caller | undefined)[] {
  const externalId = conditions.find(isExternalId)?.values[0];
  const terms = conditions.filter((condition) => !isExternalId(condition)).map(termOf);
  if (!isExternalIdText(externalId) || terms.some((term) => term === undefined)) return [undefined];
  return principals.map((arn) => {
    const principal = principalOf(arn, placeholders);
    return principal && { arn, ...principal, externalId, actions, terms: terms as readonly Term[] };
  });
}

function roleOf(callers: readonly Caller[]): SecureRole | undefined {
  const [{ terms, externalId }] = callers;
  const actions = [ASSUME_ROLE, ...terms.flatMap(({ action }) => action ?? [])];
  const areAlike = callers.every((caller) => isSame(caller.terms, terms) && isSame([...caller.actions].sort(), [...actions].sort()));
  const areDistinct = new Set(callers.map(({ arn }) => JSON.stringify(arn))).size === callers.length;
  const mfa = mfaOf(callers, terms);
  if (!areAlike || !areDistinct || !mfa) return undefined;
  const trusted: ListLiteral = {
    kind: 'list',
    of: TRUSTED_PRINCIPAL,
    items: callers.map((caller) => (
      caller.externalId === externalId ? caller.principal : calledOn(caller.principal, 'withExternalId', externalIdOf(caller.externalId))
    )),
  };
  return {
    construct: 'SecureCrossAccountRole',
    props: [
      { name: 'trustedPrincipals', value: trusted },
      { name: 'externalId', value: externalIdOf(externalId) },
      ...mfa,
      ...terms.filter(({ prop }) => prop !== 'mfa').map(({ prop, value }) => ({ name: prop, value })),
    ],
    document: documentOf(callers.map((caller) => statementOf(caller, actions)), 'TrustedPrincipal'),
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The prop `mfa`. Undefined where the construct would refuse it, or would need a reason that only the author of the app knows. */
function mfaOf(callers: readonly Caller[], terms: readonly Term[]): readonly StructField[] | undefined {
  const asked = terms.filter(({ prop }) => prop === 'mfa');
  const areUsers = callers.map(({ kind }) => kind === 'user');
  if (asked.length === 0) {
    if (areUsers.includes(true)) return undefined;
    const reason = text('only IAM users can authenticate with MFA');
    return [{ name: 'mfa', value: objectFrom(ofPackage('MfaRequirement'), 'waived', reason) }];
  }
  const isPresent = asked.some(({ condition }) => condition.key === MFA_PRESENT);
  if (areUsers.includes(false) || !isPresent) return undefined;
  const withAge = asked.find(({ condition }) => condition.key !== MFA_PRESENT);
  return withAge ? [{ name: 'mfa', value: withAge.value }] : [];
}

function statementOf({ arn, terms, externalId }: Caller, actions: readonly string[]): Record<string, unknown> {
  const block: Record<string, Record<string, unknown>> = {};
  const all = [...terms.map(({ condition }) => condition), { operator: 'StringEquals', key: EXTERNAL_ID, values: [externalId] }];
  for (const { operator, key, values } of all) {
    const isList = key === TAG_KEYS;
    block[operator] = { ...block[operator], [key]: isList ? values : oneOrMany(values) };
  }
  return { Effect: 'Allow', Principal: { AWS: arn }, Action: oneOrMany(actions), Condition: block };
}

const EXTERNAL_ID = 'sts:ExternalId';

function isExternalId({ operator, key, values }: PlainCondition): boolean {
  return operator === 'StringEquals' && key === EXTERNAL_ID && values.length === 1;
}

/** The values that `ExternalId.of` accepts, and a placeholder. */
function isExternalIdText(value: unknown): value is string {
  return typeof value === 'string' && (/^[\w+=,.@:/-]{2,1224}$/.test(value) || PLACEHOLDER.test(value));
}

function externalIdOf(value: string): CodeExpression {
  return objectFrom(ofPackage('ExternalId'), 'of', text(value));
}

const TRUSTED_PRINCIPAL = ofPackage('TrustedPrincipal');

/** With the partition of the stack, as the CDK renders it. */
const IN_OWN_PARTITION = /^arn:\$\{partition\}:iam::(\d{12}):(user|role)\/(.+)$/;
const USER_OR_ROLE = /^arn:(?:aws[a-z-]*|\$\{partition\}):iam::\d{12}:(user|role)\/[\w+=,.@/-]+$/;
const SESSION = /^arn:(?:aws[a-z-]*|\$\{partition\}):sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+$/;

function principalOf(value: unknown, placeholders: readonly Placeholder[]): Pick<Caller, 'kind' | 'principal'> | undefined {
  const written = textOf(value);
  const kind = kindOf(fillPlaceholders(written, examplesOf(placeholders)));
  // The roles of Identity Center have a method of their own.
  if (written === undefined || kind === undefined || /AWSReservedSSO_/.test(written)) return undefined;
  const [, account, method, name] = IN_OWN_PARTITION.exec(written) ?? [];
  if (account !== undefined) return { kind, principal: objectFrom(TRUSTED_PRINCIPAL, method, text(account), text(name)) };
  return written.includes('${') ? undefined : { kind, principal: objectFrom(TRUSTED_PRINCIPAL, 'arn', text(written)) };
}

function kindOf(arn: unknown): KindOfPrincipal | undefined {
  if (typeof arn !== 'string') return undefined;
  return SESSION.test(arn) ? 'session' : USER_OR_ROLE.exec(arn)?.[1] as KindOfPrincipal | undefined;
}

/** An ARN, with `${partition}` for the partition of the stack. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.includes('${') ? undefined : value;
  const join = isPlainMap(value) && Object.keys(value).length === 1 ? value['Fn::Join'] : undefined;
  if (!Array.isArray(join) || join[0] !== '' || !Array.isArray(join[1])) return undefined;
  const parts = join[1].map((part) => (isSame(part, { Ref: 'AWS::Partition' }) ? '${partition}' : part));
  return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
}
