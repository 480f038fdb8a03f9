/** Does an ExternalId let callers in that somebody else could guess? */
import { externalIdsOf, ignorantVerdict } from './external-id-required';
import { Rule, RuleOutcome, RuleSubject } from './rule';
import { whyGuessable } from './support/external-id-strength';
import { EXTERNAL_ID_IN_CDK } from './support/fixes';
import { accountOf, admission } from './support/openings';
import { callersKnowingOnly } from '../analysis/questions/questions';
import { ValueOnKey } from '../analysis/questions/values-asked-for';
import { listOf } from '../findings/wording';
import { Statement } from '../policy/trust-policy';

const ID = 'external-id-guessable';

export const externalIdGuessable: Rule = {
  id: ID,
  title: 'An ExternalId is hard to guess',
  check: (subject) => {
    const weak = weakValues(subject);
    return weak.length === 0 ? [] : subject.allowStatements.flatMap((statement) => checkStatement(subject, statement, weak));
  },
};

interface WeakValue {
  /** As the document writes it. */
  readonly written: string;
  readonly why: string;
  /** Is it this value, once it is settled which account is the own one? */
  readonly isIt: (settled: ValueOnKey) => boolean;
}

function weakValues(subject: RuleSubject): WeakValue[] {
  const weak = externalIdsOf(subject).flatMap((value) => {
    const why = whyWeak(value);
    return why === undefined ? [] : [{ written: show(value), why, isIt: recognizes(value) }];
  });
  return [...new Map(weak.map((value) => [value.written, value])).values()];
}

/**
 * Of a pattern only the literal characters have to be guessed. Nobody can judge a value that deployment will choose - but for the own account
 * id, which is one whatever it is.
 */
function whyWeak({ pattern, ignoreCase }: ValueOnKey): string | undefined {
  if (pattern.some((token) => token.kind === 'hole' && token.hole.kind !== 'own-account')) return undefined;
  const literal = pattern.map((token) => (token.kind === 'literal' ? token.text : token.kind === 'hole' ? SOME_ACCOUNT : '')).join('');
  const why = whyGuessable(ignoreCase ? literal.toLowerCase() : literal);
  const isWhole = pattern.every(({ kind }) => kind === 'literal' || kind === 'hole');
  return why === undefined || isWhole ? why : `asks for "${literal}" alone, which ${why}`;
}

const SOME_ACCOUNT = '000000000000';

function recognizes(value: ValueOnKey): WeakValue['isIt'] {
  if (!value.pattern.some(({ kind }) => kind === 'hole')) return (other) => show(other) === show(value);
  const withoutAccount = (text: string) => text.replace(/\d{12}/g, SOME_ACCOUNT);
  const expected = withoutAccount(show(value, SOME_ACCOUNT));
  return (other) => withoutAccount(show(other)) === expected;
}

function show({ pattern }: ValueOnKey, hole?: string): string {
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

function checkStatement(subject: RuleSubject, asked: Statement, weak: readonly WeakValue[]): RuleOutcome[] {
  // Where any value or none will do, it does not matter which one is written down; external-id-required speaks of it.
  if (ignorantVerdict(subject, asked).kind !== 'closed') return [];
  const opening = weak.flatMap((value) => {
    const verdict = subject.ask(`${ID}:${value.written}`, callersKnowingOnly(value.isIt, subject.foreigners('own'), subject.organizations), asked);
    return verdict.kind === 'open' ? [{ ...value, verdict }] : [];
  });
  if (opening.length === 0) return [];
  const [{ verdict }] = opening;
  return [
    {
      ...admission(subject, verdict, subject.statementIn(verdict, asked)),
      message: `callers of ${accountOf(subject, verdict)} can assume this role with an ExternalId that others can guess`,
      because: opening.map(({ written, why }) => `"${written}" ${why}`).join('; '),
      fix:
        `replace ${listOf(opening.map(({ written }) => `"${written}"`))} by a random value that you agree on with the other side; ` +
        `\`npx cdk-secure-trust external-id\` prints one ${EXTERNAL_ID_IN_CDK}`,
    },
  ];
}
