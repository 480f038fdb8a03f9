/** Fixes for values that have to be replaced: placeholders, ExternalIds that can be guessed, ids of deleted principals. */
import { attempt } from './attempts';
import { clausesOn, EXTERNAL_ID_KEYS, requireInstead, externalIdCondition, waysToRequireExternalId } from './conditions';
import { DraftStatement, NotEditable } from './draft-policy';
import { namedBy } from './name-principals';
import { exampleOfAccount, EXAMPLE_OF_EXTERNAL_ID, NamedPlaceholders } from './placeholders';
import { Candidate, draftOf, Situation } from './situation';
import { dropPrincipals } from './unusable-statements';
import { PlaceholderKind } from '../findings/fix';
import { describeStatement } from '../findings/wording';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';
import { RuleSubject } from '../rules/rule-subject';
import { deadStatements } from '../rules/support/dead-statements';
import { placeholdersIn } from '../rules/support/placeholders';

export function candidatesForPlaceholders({ statement, before: { rules } }: Situation): readonly Candidate[] {
  if (!statement) return [];
  const about = statement.conditions.map(({ key }) => String(key));
  const fill = (wholePrincipals: boolean) => (draft: DraftStatement, placeholders: NamedPlaceholders) => {
    fillConditions(draft, rules, placeholders);
    fillPrincipals(draft, rules, placeholders, wholePrincipals);
  };
  const requireId = waysToRequireExternalId(statement);
  return [{
    id: 'fill-in-the-values',
    about,
    mayAdmit: true,
    attempts: [
      attempt('fill in the values that are still placeholders', statement, fill(false)),
      attempt('fill in the values that are still placeholders, with the whole ARN of the role', statement, fill(true)),
      ...requireId.map((require) => attempt(
        'fill in the values that are still placeholders, and require an ExternalId', statement, (draft, placeholders) => {
          fill(true)(draft, placeholders);
          require(draft, statement, placeholders);
        },
      )),
    ],
  }];
}

function fillConditions(draft: DraftStatement, rules: RuleSubject, placeholders: NamedPlaceholders): void {
  for (const { operator, key, value } of draft.conditions) {
    const kind = kindOfValue(key);
    const filledKey = filled(key, 'value', rules, placeholders);
    const filledValue = mapText(value, (text) => filled(text, kind, rules, placeholders));
    if (filledKey !== key || JSON.stringify(filledValue) !== JSON.stringify(value)) {
      draft.replaceCondition({ operator, key }, { operator, key: filledKey, value: filledValue });
    }
  }
}

/** `whole`: a principal that IAM would not accept as written is replaced by the ARN of a role. */
function fillPrincipals(draft: DraftStatement, rules: RuleSubject, placeholders: NamedPlaceholders, whole: boolean): void {
  const before = draft.principals;
  const after = before.map(({ key, value }) => {
    if (typeof value !== 'string' || placeholdersIn(value).length === 0) return { key, value };
    return {
      key,
      value: whole && key === 'AWS' ? roleArn(value, rules, placeholders) : filled(value, kindOfPrincipal(key), rules, placeholders),
    };
  });
  if (JSON.stringify(before) !== JSON.stringify(after)) draft.principals = after;
}

function roleArn(written: string, rules: RuleSubject, placeholders: NamedPlaceholders): string {
  const account = /^arn:[^:]*:\w+::(\d{12}):/.exec(written)?.[1] ?? exampleOfAccount(namedBy(rules));
  return placeholders.add('role', 'role-arn', `arn:${rules.owner.partition ?? 'aws'}:iam::${account}:role/app`);
}

function mapText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  return Array.isArray(value) ? value.map((item) => mapText(item, change)) : value;
}

/** Each placeholder of the text, with a name of ours. */
function filled(text: string, kind: PlaceholderKind, rules: RuleSubject, placeholders: NamedPlaceholders): string {
  let result = text;
  for (const written of placeholdersIn(text)) {
    const isWhole = written === text;
    const name = written.replace(/^[^A-Za-z]+|[^A-Za-z0-9]+$/g, '');
    const example = exampleFor(name, isWhole ? kind : 'value', rules);
    result = result.split(written).join(placeholders.add(name, isWhole ? kind : kindOfPart(name), example));
  }
  return result;
}

function kindOfPart(name: string): PlaceholderKind {
  return /account|acct/i.test(name) ? 'account' : 'value';
}

const EXAMPLES_BY_KIND: Partial<Record<PlaceholderKind, string>> = {
  'external-id': EXAMPLE_OF_EXTERNAL_ID,
  'organization': 'o-a1b2c3d4e5',
  'oidc-subject': 'repo:acme/app:ref:refs/heads/main',
  'service': 'lambda.amazonaws.com',
  'source-arn': 'arn:aws:sns:us-east-1:111122223333:topic',
  'role-arn': 'arn:aws:iam::111122223333:role/app',
};

const EXAMPLES_BY_NAME: readonly { readonly name: RegExp; readonly example: string }[] = [
  { name: /external/i, example: EXAMPLE_OF_EXTERNAL_ID },
  { name: /region/i, example: 'us-east-1' },
  { name: /repo/i, example: 'app' },
  { name: /branch|ref/i, example: 'main' },
  { name: /org|owner|company|tenant/i, example: 'acme' },
  { name: /cluster|oidc|eks|id$/i, example: '0123456789ABCDEF0123456789ABCDEF' },
];

/** A value of this kind, or the usual meaning of a placeholder with this name. */
export function exampleFor(name: string, kind: PlaceholderKind, rules: RuleSubject): string {
  if (kind === 'account' || /account|acct/i.test(name)) return exampleOfAccount(namedBy(rules));
  return EXAMPLES_BY_KIND[kind] ?? EXAMPLES_BY_NAME.find((each) => each.name.test(name))?.example ?? 'app';
}

/** The kind of values that a condition key has. */
export function kindOfValue(key: string): PlaceholderKind {
  if (/^sts:ExternalId$/i.test(key)) return 'external-id';
  if (/orgid$/i.test(key)) return 'organization';
  if (/account$/i.test(key)) return 'account';
  if (/^aws:principalarn$/i.test(key)) return 'role-arn';
  if (/sourcearn$/i.test(key)) return 'source-arn';
  return /:sub$/i.test(key) ? 'oidc-subject' : 'value';
}

function kindOfPrincipal(key: string): PlaceholderKind {
  return key === 'Service' ? 'service' : key === 'Federated' ? 'oidc-provider-arn' : 'role-arn';
}

/** Replaces an ExternalId that others can guess, or that several accounts share. */
export function candidatesForExternalIds({ statement }: Situation): readonly Candidate[] {
  if (!statement || clausesOn(statement, EXTERNAL_ID_KEYS).length === 0) return [];
  const exchange = requireInstead(EXTERNAL_ID_KEYS, externalIdCondition);
  return [{
    id: 'new-external-id',
    about: EXTERNAL_ID_KEYS,
    mayAdmit: true,
    attempts: [attempt('agree on a random ExternalId, which `cdk-secure-trust external-id` prints', statement, (draft, placeholders) => (
      exchange(draft, statement, placeholders)
    ))],
  }];
}

/** In the place of an ExternalId that no caller can send: an empty one, or one with a wildcard that `StringEquals` takes literally. */
export function candidatesForUnusableExternalIds(situation: Situation): readonly Candidate[] {
  const { statement, before: { rules } } = situation;
  const statements = statement ? [statement] : deadStatements(rules);
  return statements.filter(asksForUnusableExternalId).flatMap((each) => candidatesForExternalIds({ ...situation, statement: each }));
}

function asksForUnusableExternalId(statement: Statement): boolean {
  return clausesOn(statement, EXTERNAL_ID_KEYS).some(({ operator, values }) => (
    operator?.family === 'string-equals' && !operator.negated && values.every((value) => isKnown(value) && !EXTERNAL_ID.test(value))
  ));
}

/** See https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

export function candidatesForDeletedPrincipals({ statement, before: { rules } }: Situation): readonly Candidate[] {
  if (!statement) return [];
  const deleted = statement.principals.filter(({ kind }) => kind === 'unique-id');
  return [
    {
      id: 'drop-the-principal',
      takesOut: true,
      attempts: [attempt('drop the ids of deleted principals', statement, (draft) => dropPrincipals(draft, statement, deleted))],
    },
    ...namesOnlyDeleted(statement) ? [dropWhole(statement)] : [],
    {
      id: 'name-the-principal',
      mayAdmit: true,
      attempts: [attempt('name the user or role that is meant now', statement, (draft, placeholders) => (
        nameInstead(draft, statement, deleted, rules, placeholders)
      ))],
    },
  ];
}

function namesOnlyDeleted({ principals }: Statement): boolean {
  return principals.length > 0 && principals.every(({ kind }) => kind === 'unique-id');
}

/** Not proved if no other statement lets anybody in. */
function dropWhole(statement: Statement): Candidate {
  const title = `drop ${describeStatement(statement)}, which names only deleted principals`;
  return { id: 'drop-the-statement', takesOut: true, attempts: [{ title, change: (draft) => draft.drop(draftOf(draft, statement)) }] };
}

/** Why a statement that names only deleted principals cannot be dropped. Undefined if it can, or if this is about something else. */
export function whyDeletedStay({ statement, ruleIds, before: { rules } }: Situation): string | undefined {
  if (statement?.effect !== 'Allow' || !ruleIds.includes('deleted-principal') || !namesOnlyDeleted(statement)) return undefined;
  const dead = new Set(deadStatements(rules).map(({ index }) => index));
  const others = rules.statements.filter(({ effect, index }) => effect === 'Allow' && index !== statement.index);
  if (others.some((other) => !namesOnlyDeleted(other) && !dead.has(other.index))) return undefined;
  return (
    'no other statement lets anybody in, so dropping this one would leave a role that nobody can assume, and the trust policy does not say '
    + 'who should be named instead: name a user or role that exists, or delete the role'
  );
}

function nameInstead(
  draft: DraftStatement, statement: Statement, deleted: readonly Principal[], rules: RuleSubject, placeholders: NamedPlaceholders,
): void {
  const written = draft.principals;
  if (written.length !== statement.principals.length) throw new NotEditable('the principals are not written out');
  const account = rules.owner.account ?? exampleOfAccount(namedBy(rules));
  draft.principals = written.map((each, index) => {
    const principal = statement.principals[index];
    if (!deleted.includes(principal) || principal.kind !== 'unique-id') return each;
    const who = principal.id.startsWith('AIDA') ? 'user' : 'role';
    const example = `arn:${rules.owner.partition ?? 'aws'}:iam::${account}:${who}/${who === 'user' ? 'alice' : 'app'}`;
    return { ...each, value: placeholders.add(who, `${who}-arn`, example) };
  });
}

