/** Describes how the trust policy is put right: what the corrected one requires, why there is none, or which way is better. */
import { Failure } from './failure';
import { wordingOf } from './word-cause';
import { Wording, WordingContext } from './wording';
import { showText } from '../policy/partly-known-text';
import { Objection } from '../remedies/prove-for-caller';

/** The wording of a cause, with what has to be known about its commands. If the corrected call is allowed as it is, it is the remedy. */
export function wordWithCorrection(failure: Failure, context: WordingContext): Wording {
  const wording = wordingOf(failure, context);
  const { correction, corrected: { caller } } = context;
  if (wording.remedy !== 'trust-policy' || !correction) return wording;
  const fix = isAboutPrincipal(failure) ? `${throughTrustedRole(context)}${wording.fix}` : wording.fix;
  if ('whyNot' in correction) {
    const { whyNot } = correction;
    if (whyNot === 'not-needed') return { ...wording, remedy: 'call' };
    return { ...wording, fix: `${fix}; no command is printed for that, because ${WHY_NOT[whyNot]}` };
  }
  const { requiresMore, takesOut } = correction;
  const what = caller.kind === 'iam-user' ? 'an ExternalId and MFA' : 'an ExternalId';
  const more = requiresMore ? `; the statement then requires ${what}, because the caller is of another account: send that, too` : '';
  const less = takesOut ? '; statements by which nobody can assume the role are taken out, as they would come to life' : '';
  return { ...wording, fix: `${fix}${more}${less}` };
}

/** The better way, if there is one, as the beginning of a sentence. */
function throughTrustedRole({ trustedRole }: WordingContext): string {
  if (!trustedRole) return '';
  return `assume ${trustedRole.arn.written} first, which this trust policy trusts, and call with its session, if its own trust policy ` +
    'admits the caller; the session then lasts one hour at most, as STS limits role chaining; or ';
}

/** Whether another principal would not fail here. */
export function isAboutPrincipal({ code, clauses }: Failure): boolean {
  const isOnArn = clauses.some(({ clause }) => showText(clause.key) === 'aws:principalarn');
  return code === 'principal-not-trusted' || code === 'condition-not-met' && isOnArn;
}

const WHY_NOT: Readonly<Record<Objection, string>> = {
  'does-not-allow': 'no change was found that is certain to make this call allowed',
  'admits-others': 'each change that was tried would let in others, too',
  'is-found-unsafe': 'each change that was tried is unsafe: cdk-secure-trust check would report an error',
  'drops-conditions': 'each change that was tried would drop a condition',
  'shuts-out': 'each change that was tried would shut out others',
  'not-decided': 'whether a change would let in others could not be decided',
  'not-written-out': 'deployment decides a part of the document, or IAM would not accept it',
};
