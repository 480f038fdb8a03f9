/** Words for requests, statements and reasons: one place, so that all messages use the same ones. */
import { spellKey } from './key-names';
import { publishedName } from './known-parties';
import { Witness } from './witness';
import { ClauseMatch, showClause } from '../evaluation/match-condition';
import { StatementMatch } from '../evaluation/match-statement';
import { Statement } from '../policy/trust-policy';

/** `sts:AssumeRole by arn:aws:iam::111122223333:user/example, without MFA, without ExternalId`. */
export function describeWitness(witness: Witness): string {
  const { kind, arn, account } = witness.caller;
  const owner = account === undefined ? undefined : publishedName(account);
  const parts = [
    kind === 'oidc' || kind === 'saml'
      ? `${witness.action} with ${kind === 'oidc' ? 'a token' : 'an assertion'} of ${arn}`
      : `${witness.action} by ${arn}${owner === undefined ? '' : ` (${owner})`}`,
  ];
  if (kind === 'iam-user') parts.push(mfaOf(witness));
  if (kind === 'iam-user' || kind === 'role-session' || kind === 'federated-session') {
    const externalId = witness.context['sts:ExternalId'];
    parts.push(externalId === undefined ? 'without ExternalId' : `with ExternalId "${String(externalId)}"`);
  }
  const alreadyShown = new Set(['aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge', 'sts:ExternalId']);
  for (const [key, value] of Object.entries(witness.context)) {
    const shown = typeof value === 'string' ? `"${value}"` : `[${value.map((one) => `"${one}"`).join(', ')}]`;
    if (!alreadyShown.has(key)) parts.push(`${key} ${shown}`);
  }
  return parts.join(', ');
}

function mfaOf(witness: Witness): string {
  const age = witness.context['aws:MultiFactorAuthAge'];
  switch (witness.context['aws:MultiFactorAuthPresent']) {
    case 'true':
      return age === undefined ? 'with MFA' : `with MFA ${String(age)} seconds ago`;
    case 'false':
      return 'with aws:MultiFactorAuthPresent "false"';
    default:
      return 'without MFA (long-term access key)';
  }
}

/** `statement 1 "AllowPartner"`, counted from 0 as in the JSON report. */
export function describeStatement(statement: { readonly index: number; readonly sid?: string }): string {
  return `statement ${statement.index}${statement.sid ? ` "${statement.sid}"` : ''}`;
}

/**
 * Why the conditions of the statement on these keys did not deny the request: there are none, or the request meets them.
 * `keys` are in lower case; the message names the first.
 */
export function whyNotKeptOut(match: StatementMatch, keys: readonly string[]): string {
  const about = match.conditions.filter(({ clause }) => typeof clause.key === 'string' && keys.includes(clause.key));
  const where = describeStatement(match.statement);
  if (about.length === 0) return `${where} has no condition on ${spellKey(keys[0])}`;
  return about.map(whyClauseHeld).join('\n');
}

/** Why the request meets each condition of the statement. */
export function whyHeld(match: StatementMatch): string {
  return match.conditions.map(whyClauseHeld).join('\n');
}

function whyClauseHeld({ clause, reason, sent }: ClauseMatch): string {
  const shown = showClause(clause);
  const key = spellKey(String(clause.key));
  switch (reason) {
    case 'key-absent':
      return `${shown} matches when ${key} is missing from the request`;
    case 'key-present':
      return `${shown} only requires ${key} to be in the request`;
    case 'key-undocumented':
      return `AWS does not document ${key} for such callers, so ${shown} may match`;
    default:
      return `${shown} matches ${typeof sent === 'string' ? `"${sent}"` : JSON.stringify(sent)}`;
  }
}

/** `a, b and c`. */
export function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** The address of the page about a rule. */
export function pageOf(ruleId: string): string {
  return `https://github.com/cdk-secure-trust/cdk-secure-trust/blob/main/docs/rules/${ruleId}.md`;
}

export function placeOf({ index, sid }: Statement): { index: number; sid?: string } {
  return { index, ...sid !== undefined && { sid } };
}
