/**
 * A policy and a request for every fact about AWS that is easy to get wrong, each with the answer that follows from AWS's documentation:
 * this file asks the questions, and the tables beside it contain the answers. They refer to rules by id, never by message.
 */
import { findNewlyAllowed } from '../../src/analysis/find-newly-allowed';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { Level } from '../../src/findings/level';
import { Case, judge, OWN } from '../rules/trust-policy-cases';

/** The result of a rule for a document: a finding, nothing, or an undecided question. */
export type Answer = 'reported' | 'quiet' | 'undecided';

/** The subject, the rule, its answer, and the document. */
export type Row = readonly [about: string, rule: string, answer: Answer, document: object];

export function answerOf(rule: string, theCase: Case): Answer {
  const { findings, undecided } = judge(rule, theCase);
  if (findings.length > 0) return 'reported';
  return undecided === undefined ? 'quiet' : 'undecided';
}

/** One test for each row. */
export function testRows(rows: readonly Row[]): void {
  test.each(rows)('%s: %s is %s', (_, rule, answer, document) => expect(answerOf(rule, { document })).toBe(answer));
}

/** Can a caller assume the role after the change that could not before? */
export function changeOf(before: object, after: object): 'somebody new' | 'nobody new' | 'undecided' {
  const verdict = findNewlyAllowed(readTrustPolicy(before), readTrustPolicy(after), { account: OWN, partition: 'aws' });
  if (verdict.kind === 'undecided') return 'undecided';
  return verdict.kind === 'open' ? 'somebody new' : 'nobody new';
}

/** The levels of all findings about a role of account `OWN`. */
export function levelsOf(document: unknown): readonly Level[] {
  return auditTrustPolicy({ document, context: { account: OWN, partition: 'aws' } }, { accounts: new Map(), levels: {} }).map(
    ({ level }) => level,
  );
}
