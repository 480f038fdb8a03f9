/**
 * Fixes for questions that only deployment decides: the principal and, if necessary, the values of conditions become literal, so that they
 * can be checked.
 */
import {
  clausesOn,
  combined,
  dropClauses,
  EXTERNAL_ID_KEYS,
  externalIdCondition,
  MFA_KEYS,
  StatementChange,
  UNCHANGED,
} from './conditions';
import { DraftPolicy, NotEditable } from './draft-policy';
import { namedBy, namePrincipal, UserOrRole } from './name-principals';
import { exampleOfAccount, NamedPlaceholders } from './placeholders';
import { FixAttempt, Candidate, draftOf, Situation } from './situation';
import { exampleFor, kindOfValue } from './values';
import { isKnown } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';
import { RuleSubject } from '../rules/rule-subject';

export function candidatesForUndecided({ before: { rules } }: Situation): readonly Candidate[] {
  const concerned = rules.allowStatements.filter(isDecidedAtDeployment);
  if (concerned.length === 0) return [];
  return [
    candidateFor('role', concerned, [
      { title: 'name the role that needs access instead of what deployment chooses', changes: ways(nameWhoever('role', rules), rules) },
    ]),
    candidateFor('user', concerned, [
      { title: 'name the IAM user that needs access instead of what deployment chooses', changes: ways(nameWhoever('user', rules), rules) },
    ]),
  ];
}

function isDecidedAtDeployment({ principals, conditions }: Statement): boolean {
  return conditions.some(({ values }) => !values.every(isKnown)) || principals.some((principal) => (
    principal.kind === 'unknown' || 'account' in principal && !isKnown(principal.account)
  ));
}

interface TitledChanges {
  readonly title: string;
  readonly changes: readonly StatementChange[];
}

function candidateFor(who: UserOrRole, concerned: readonly Statement[], titled: readonly TitledChanges[]): Candidate {
  const keys = concerned.flatMap(({ conditions }) =>
    conditions.filter(({ values }) => !values.every(isKnown)).map(({ key }) => String(key)),
  );
  return {
    id: `write-out-the-${who}`,
    about: [...keys, ...EXTERNAL_ID_KEYS, ...MFA_KEYS],
    mayAdmit: true,
    attempts: titled.flatMap(({ title, changes }) => changes.map((change) => attemptOn(title, concerned, change))),
  };
}

function attemptOn(title: string, concerned: readonly Statement[], change: StatementChange): FixAttempt {
  return {
    title,
    change: (draft: DraftPolicy, placeholders: NamedPlaceholders) => {
      for (const statement of concerned) change(draftOf(draft, statement), statement, placeholders);
    },
  };
}

/** The principal alone where that is enough; then an ExternalId, no MFA for a role, the values of the conditions. */
function ways(name: StatementChange, rules: RuleSubject): readonly StatementChange[] {
  const requireExternalId: StatementChange = (draft, statement, placeholders) => {
    if (clausesOn(statement, EXTERNAL_ID_KEYS).length === 0) draft.addCondition(externalIdCondition(placeholders));
  };
  return combined(
    [UNCHANGED, writeOutConditions(rules)],
    [name, UNCHANGED],
    [UNCHANGED, dropClauses(MFA_KEYS)],
    [UNCHANGED, requireExternalId],
  );
}

function nameWhoever(who: UserOrRole, rules: RuleSubject): StatementChange {
  const nameAws = namePrincipal(who, rules);
  return (draft, statement, placeholders) => {
    const written = draft.principals;
    if (written.length !== statement.principals.length) throw new NotEditable('the principals are not written out');
    if (statement.principals.every(({ kind }) => kind !== 'unknown') || written.every(({ key }) => key === 'AWS')) {
      nameAws(draft, statement, placeholders);
      return;
    }
    draft.principals = written.map((each, index) => (
      statement.principals[index].kind === 'unknown' ? { key: each.key, value: providerOrService(each.key, rules, placeholders) } : each
    ));
  };
}

function providerOrService(key: string, rules: RuleSubject, placeholders: NamedPlaceholders): string {
  const { partition = 'aws', account = exampleOfAccount(namedBy(rules)) } = rules.owner;
  if (key === 'Service') return placeholders.add('service', 'service', 'lambda.amazonaws.com');
  if (key === 'Federated') {
    return placeholders.add('identity-provider', 'oidc-provider-arn', `arn:${partition}:iam::${account}:oidc-provider/oidc.example.com`);
  }
  return placeholders.add('role', 'role-arn', `arn:${partition}:iam::${exampleOfAccount(namedBy(rules))}:role/app`);
}

function writeOutConditions(rules: RuleSubject): StatementChange {
  return (draft, statement, placeholders) => {
    for (const { values, keyWritten, operatorWritten } of statement.conditions) {
      if (values.every(isKnown) || !isKnown(keyWritten)) continue;
      const kind = kindOfValue(keyWritten);
      const place = { operator: operatorWritten, key: keyWritten };
      draft.replaceCondition(place, { ...place, value: placeholders.add(kind, kind, exampleFor(kind, kind, rules)) });
    }
  };
}
