/** Can callers assume the role with an ExternalId that is easy to guess? */
import { Rule } from './rule';
import { RuleSubject } from './rule-subject';
import { accountOf, Admission, admission } from './support/admissions';
import { whyGuessable } from './support/external-id-strength';
import { externalIdsOf, knowingOnlyVerdict, withoutExternalIdVerdict } from './support/external-ids';
import { EXTERNAL_ID_IN_CDK } from './support/fixes';
import { ConditionValue } from '../analysis/questions/condition-values';
import { listOf } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

/** A request that is allowed with the first of the values. */
interface GuessableExternalIds extends Admission {
  readonly values: readonly WeakValue[];
}

export const externalIdGuessable: Rule<GuessableExternalIds> = {
  id: 'external-id-guessable',
  level: 'warning',
  title: 'Every ExternalId is hard to guess',
  ask: (subject) => {
    const weak = weakValues(subject);
    return weak.length === 0 ? [] : subject.allowStatements.flatMap((statement) => guessableIdsOf(subject, statement, weak) ?? []);
  },
  describe: (found, subject) => ({
    message: `callers from ${accountOf(found, subject)} can assume this role with an ExternalId that is easy to guess`,
    because: found.values.map(({ written, why }) => `"${written}" ${why}`).join('\n'),
    fix: [
      `replace ${listOf(found.values.map(({ written }) => `"${written}"`))} with a random value agreed with the other party ` +
      EXTERNAL_ID_IN_CDK,
      '`npx cdk-secure-trust external-id` prints a random value',
    ].join('\n'),
  }),
};

function guessableIdsOf(subject: RuleSubject, asked: Statement, weak: readonly WeakValue[]): GuessableExternalIds | undefined {
  // Where any value is accepted, or none is required, it does not matter which one is written: that is external-id-required.
  if (withoutExternalIdVerdict(subject, asked).kind !== 'closed') return undefined;
  const opening = weak.flatMap((value) => {
    const verdict = knowingOnlyVerdict(subject, `knowing the weak value ${value.written}`, value.isIt, asked);
    return verdict.kind === 'open' ? [{ value, verdict }] : [];
  });
  if (opening.length === 0) return undefined;
  const [{ verdict }] = opening;
  return { ...admission(verdict, subject.statementIn(verdict, asked)), values: opening.map(({ value }) => value) };
}

interface WeakValue {
  /** As the document writes it. */
  readonly written: string;
  readonly why: string;
  /** Is it this value, once the role's own account is filled in? */
  readonly isIt: (settled: ConditionValue) => boolean;
}

function weakValues(subject: RuleSubject): WeakValue[] {
  const weak = externalIdsOf(subject).flatMap((value) => {
    const why = whyWeak(value);
    return why === undefined ? [] : [{ written: show(value), why, isIt: recognizes(value) }];
  });
  return [...new Map(weak.map((value) => [value.written, value])).values()];
}

/**
 * Of a pattern, only the literal characters have to be guessed. A value that is known only at deployment cannot be judged, except for the
 * id of the role's own account, which is an account id whatever its value.
 */
function whyWeak({ pattern, ignoreCase }: ConditionValue): string | undefined {
  if (pattern.some((token) => token.kind === 'hole' && token.hole.kind !== 'own-account')) return undefined;
  const literal = pattern.map((token) => (token.kind === 'literal' ? token.text : token.kind === 'hole' ? SOME_ACCOUNT : '')).join('');
  const why = whyGuessable(ignoreCase ? literal.toLowerCase() : literal);
  const isWhole = pattern.every(({ kind }) => kind === 'literal' || kind === 'hole');
  return why === undefined || isWhole ? why : `requires only "${literal}", which ${why}`;
}

const SOME_ACCOUNT = '000000000000';

function recognizes(value: ConditionValue): WeakValue['isIt'] {
  if (!value.pattern.some(({ kind }) => kind === 'hole')) return (other) => show(other) === show(value);
  const withoutAccount = (text: string) => text.replace(/\d{12}/g, SOME_ACCOUNT);
  const expected = withoutAccount(show(value, SOME_ACCOUNT));
  return (other) => withoutAccount(show(other)) === expected;
}

function show({ pattern }: ConditionValue, hole?: string): string {
  return pattern.map((token) => {
    switch (token.kind) {
      case 'literal':
      case 'suspect':
        return token.text;
      case 'any-run':
        return '*';
      case 'any-one':
        return '?';
      case 'variable':
        return `\${${token.key}}`;
      case 'hole':
        return hole ?? `<${token.hole.what}>`;
    }
  }).join('');
}
