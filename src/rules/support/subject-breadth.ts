/** How much of a token's subject a condition pins, and a typical subject for the part that it leaves open. */
import { containsPlaceholder, withPlaceholdersReplaced } from '../../analysis/fill-deploy-time-values';
import { fillPattern } from '../../analysis/key-constraints/candidate-values';
import { literalsOf, ConditionValue } from '../../analysis/questions/condition-values';
import { tokensWithoutClaims } from '../../analysis/questions/questions';
import { Open } from '../../analysis/verdict';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { plainText, readPattern } from '../../evaluation/value-pattern';
import { ConditionClause } from '../../policy/condition';
import { isKnown } from '../../policy/partly-known-text';
import { Statement } from '../../policy/trust-policy';
import { RuleSubject } from '../rule-subject';
import { Breadth, SubjectGrammar } from '../tables/subject-grammars';

/** Does the value pin the part that the breadth is about? */
export function settles({ key, pattern }: ConditionValue, { settledBy, except }: Breadth): boolean {
  const parts = oidcKeyParts(key);
  if (!parts || !Object.hasOwn(settledBy, parts.claim)) return false;
  const text = literalsOf(pattern);
  if (plainText(pattern) === undefined) return textsItMayBe(text).some((one) => settledBy[parts.claim].test(one));
  return parts.claim !== 'sub' || !except?.subject.test(text);
}

/** An invented name may turn out to be one name, or two with a slash between them. */
function textsItMayBe(text: string): readonly string[] {
  return containsPlaceholder(text) ? [text, withPlaceholdersReplaced(text, 'x/x')] : [text];
}

export interface TypicalSubjects {
  readonly grammar: SubjectGrammar;
  readonly fillings: readonly string[];
  pins(value: ConditionValue): boolean;
}

/** The same verdict with a subject in the issuer's format, where a token with such a subject is accepted. */
export function withTypicalSubject(
  subject: RuleSubject,
  statement: Statement,
  found: Open,
  { grammar, fillings, pins }: TypicalSubjects,
): Open {
  const { caller } = found.request;
  if (caller.kind !== 'oidc') return found;
  const { issuer } = caller;
  const key = `${issuer.toLowerCase()}:sub`;
  const patterns = statement.conditions
    .filter((clause) => clause.key === key)
    .flatMap(({ values }) => values.map((value) => readPattern(value, { wildcards: true, variables: true })));
  const subjects = patterns.flatMap((pattern) => fillings.map((filling) => fillPattern(pattern, filling, 'x')));
  for (const text of new Set(subjects.filter((built) => grammar.subject.test(built)))) {
    const question = tokensWithoutClaims((other) => other === issuer, pins, { key, value: text });
    const verdict = subject.ask(`subject ${text} of ${issuer}`, question, statement);
    if (verdict.kind === 'open') return verdict;
  }
  return found;
}

/** The operator that interprets the value as intended. */
export function operatorFor(value: string): string {
  return value.includes('*') ? 'StringLike' : 'StringEquals';
}

/**
 * The grammar's example, or another text with its placeholders, with the parts that the reader's own value already contains. A partly known
 * value may not mean what it seems to.
 */
export function withOwnParts(text: string, { read }: SubjectGrammar, weak: ConditionClause | undefined): string {
  for (const value of weak?.values ?? []) {
    const own = isKnown(value) ? read.exec(value) : undefined;
    if (own) {
      let at = 0;
      return text.replace(/<[^>]*>/g, (placeholder) => {
        at += 1;
        return own[at] === undefined || own[at].includes('<') ? placeholder : own[at];
      });
    }
  }
  return text;
}

/** What a fix that writes the subject has to add: the form that other tokens of the same repository have. */
export function alsoInOtherForm(subject: string, { otherForm }: SubjectGrammar): string {
  const other = otherForm?.(subject);
  return other ? `\ntokens of ${other.of} have the subject "${other.subject}": add it, or use it instead` : '';
}
