/** Replaces a whole account, a pattern or `*` by the ARN of one user or role. */
import { StatementChange, clausesOn, placeOfClause } from './conditions';
import { NotEditable, WrittenPrincipal } from './draft-policy';
import { exampleOfAccount, NamedPlaceholders } from './placeholders';
import { ConditionClause } from '../policy/condition';
import { isKnown, onlyHole } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';
import { RuleSubject } from '../rules/rule-subject';

export type UserOrRole = 'user' | 'role';

const EXAMPLE_OF_NAME: Readonly<Record<UserOrRole, string>> = { user: 'alice', role: 'app' };

/** Replaces each principal of the statement that matches more than one user or role. */
export function namePrincipal(who: UserOrRole, rules: RuleSubject): StatementChange {
  return (draft, statement, placeholders) => {
    const written = draft.principals;
    if (written.length !== statement.principals.length) throw new NotEditable('the principals are not written out');
    let isNarrowed = false;
    const principals = statement.principals.flatMap((principal, index): readonly WrittenPrincipal[] => {
      if (!isToBeNamed(principal, who, rules)) return [written[index]];
      isNarrowed = true;
      return [{ key: 'AWS', value: namedInstead(written[index].value, principal, statement, who, rules, placeholders) }];
    });
    if (!isNarrowed) throw new NotEditable('no principal stands for more than one');
    draft.principals = withoutRepeats(principals);
  };
}

function withoutRepeats(principals: readonly WrittenPrincipal[]): readonly WrittenPrincipal[] {
  return [...new Map(principals.map((principal) => [JSON.stringify(principal), principal])).values()];
}

/** A named principal of the other kind is replaced too: users and roles cannot have the same conditions. */
function isToBeNamed(principal: Principal, who: UserOrRole, { accounts, owner }: RuleSubject): boolean {
  switch (principal.kind) {
    case 'anyone':
      return true;
    case 'malformed':
      return principal.key === 'AWS';
    case 'account':
      if (!isKnown(principal.account)) return onlyHole(principal.account)?.kind !== 'own-account';
      return principal.account !== owner.account && accounts.get(principal.account)?.standing !== 'vendor';
    case 'unknown':
      return (principal.key ?? 'AWS') === 'AWS';
    case 'user':
      return who === 'role' && principal.account !== owner.account;
    default:
      return false;
  }
}

/** Keeps the intrinsic functions around a literal account: only its last part, `:root`, is replaced. */
function namedInstead(
  value: unknown, principal: Principal, statement: Statement, who: UserOrRole, rules: RuleSubject, placeholders: NamedPlaceholders,
): unknown {
  const name = () => `${who}/${placeholders.add(who, `${who}-name`, EXAMPLE_OF_NAME[who])}`;
  if (principal.kind === 'account' && isKnown(principal.account)) {
    if (typeof value === 'string' && /^\d{12}$/.test(value)) return `arn:${rules.owner.partition ?? 'aws'}:iam::${value}:${name()}`;
    const replaced = withEnding(value, /:root$/, `:${name()}`);
    if (replaced === undefined) throw new NotEditable('the principal is not written out');
    return replaced;
  }
  const account = accountOf(principal, statement);
  if (account !== undefined) return `arn:${rules.owner.partition ?? 'aws'}:iam::${account}:${name()}`;
  const example = `arn:${rules.owner.partition ?? 'aws'}:iam::${exampleOfAccount(namedBy(rules))}:${who}/${EXAMPLE_OF_NAME[who]}`;
  return placeholders.add(who, `${who}-arn`, example);
}

export function namedBy({ namedAccounts, accounts, owner }: RuleSubject): { has(account: string): boolean } {
  return { has: (account) => namedAccounts.has(account) || accounts.has(account) || owner.account === account };
}

/** The account that a pattern or a condition of the statement names; undefined if there is none, or several. */
function accountOf(principal: Principal, statement: Statement): string | undefined {
  if (principal.kind === 'user' && isKnown(principal.account)) return principal.account;
  const inPattern =
    principal.kind === 'malformed' && isKnown(principal.written) ? /^arn:[\w-]+:(?:iam|sts)::(\d{12}):/.exec(principal.written) : null;
  if (inPattern) return inPattern[1];
  const asked = clausesOn(statement, ['aws:principalaccount']).flatMap(({ operator, values }) => (operator?.negated ? [] : values));
  return asked.length === 1 && isKnown(asked[0]) && /^\d{12}$/.test(asked[0]) ? asked[0] : undefined;
}

/** Replaces the end of the last text in a value: of the text itself, or of the last piece of `Fn::Join` or `Fn::Sub`. */
function withEnding(value: unknown, ending: RegExp, replacement: string): unknown {
  if (typeof value === 'string') return ending.test(value) ? value.replace(ending, () => replacement) : undefined;
  if (Array.isArray(value)) {
    const last = withEnding(value.at(-1), ending, replacement);
    return last === undefined ? undefined : [...value.slice(0, -1), last];
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const [[name, argument], ...others] = Object.entries(value);
  if (others.length > 0 || !['Fn::Join', 'Fn::Sub'].includes(name)) return undefined;
  const changed = withEnding(argument, ending, replacement);
  return changed === undefined ? undefined : { [name]: changed };
}

/** Replaces a pattern of `aws:PrincipalArn` by one whole name; the principals of the statement stay. */
export function pinPrincipalArn(who: UserOrRole, rules: RuleSubject): StatementChange {
  return (draft, statement, placeholders) => {
    const clause = patternOfArns(statement);
    if (!clause) throw new NotEditable('no condition names principals by a pattern');
    const [pattern] = clause.values as readonly string[];
    const place = placeOfClause(clause);
    const parts = pattern.split(':');
    const account = /^\d{12}$/.test(parts[4]) ? parts[4] : undefined;
    const example = exampleOf(pattern, who, account ?? exampleOfAccount(namedBy(rules)));
    const value = placeholders.add(who, `${who}-arn`, example);
    draft.replaceCondition(place, { operator: 'ArnEquals', key: place.key, value });
  };
}

function patternOfArns(statement: Statement): ConditionClause | undefined {
  return clausesOn(statement, ['aws:principalarn']).find(({ operator, values }) => (
    operator && !operator.negated && values.length === 1 && isKnown(values[0]) && /^arn:.*[*?]/.test(values[0])
  ));
}

/** A whole ARN that the pattern matches. */
function exampleOf(pattern: string, who: UserOrRole, account: string): string {
  const parts = pattern.split(':');
  const [partition = 'aws', , , , resource = '*'] = parts.slice(1);
  const wholeResource = /^\*+$/.test(resource) ? `${who}/*` : resource;
  const name = wholeResource.replace(/\*+/g, EXAMPLE_OF_NAME[who]).replace(/\?/g, 'x');
  return `arn:${/[*?]/.test(partition) || partition === '' ? 'aws' : partition}:iam::${account}:${name}`;
}
