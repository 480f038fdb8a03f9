/** Describes the corrected trust policy: what it requires besides, or why there is none. */
import { Wording, WordingContext } from './wording';
import { Objection } from '../remedies/prove-for-caller';

/** The wording of a cause, with what has to be known about its command. If the corrected call is allowed as it is, it is the remedy. */
export function wordWithCorrection(wording: Wording, { correction, corrected: { caller } }: WordingContext): Wording {
  if (wording.remedy !== 'trust-policy' || !correction) return wording;
  if ('whyNot' in correction) {
    const { whyNot } = correction;
    if (whyNot === 'not-needed') return { ...wording, remedy: 'call' };
    return { ...wording, fix: `${wording.fix}; no command is printed for that, because ${WHY_NOT[whyNot]}` };
  }
  const { requiresMore, takesOut } = correction;
  const what = caller.kind === 'iam-user' ? 'an ExternalId and MFA' : 'an ExternalId';
  const more = requiresMore ? `; the statement then requires ${what}, because the caller is of another account: send that, too` : '';
  const less = takesOut ? '; statements by which nobody can assume the role are taken out, as they would come to life' : '';
  return { ...wording, fix: `${wording.fix}${more}${less}` };
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
