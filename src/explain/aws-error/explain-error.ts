/** Explains a denied call from the text of AWS alone. Without the trust policy, the decision is not known. */
import { AwsError } from './aws-error';
import { causesOfError } from './causes-of-error';
import { callerAccount } from '../../evaluation/assume-role-request';
import { Cause, CauseCommand, Explanation } from '../explanation';
import { messageToOwner } from '../message-to-owner';
import { Known } from '../settling-commands';

export function explainError(error: AwsError, known: Known): Explanation {
  const causes = causesOfError(error, known);
  const isOfAws = known.caller === undefined || callerAccount(known.caller) !== undefined;
  return {
    decision: 'not-known',
    callerSide: isOfAws && !isOfToken(error) ? 'not-checked' : 'not-needed',
    causes,
    afterwards: 'not-known',
    messageToOwner: messageToOwner({ known, quoted: error.quoted, causes }),
    notes: notesFor(error, causes),
  };
}

/** A call with a token or an assertion has no caller with policies. */
export function isOfToken({ operation, action }: AwsError): boolean {
  return /WithWebIdentity|WithSAML/.test(operation ?? action ?? '');
}

function notesFor({ blame, operation }: AwsError, causes: readonly Cause[]): readonly string[] {
  const isAboutSaving = operation === 'CreateRole' || operation === 'UpdateAssumeRolePolicy';
  const readsTrust = causes.some(({ commands }) => commands.some(isGetRole));
  return [
    ...blame?.policyType ? ['if policies of several types deny the call, AWS names only one of them'] : [],
    ...readsTrust && !isAboutSaving
      ? ['with the trust policy (--trust-policy, the output of aws iam get-role), explain says which of these it is']
      : [],
  ];
}

function isGetRole({ by, run }: CauseCommand): boolean {
  return by === 'role-owner' && run.startsWith('aws iam get-role ');
}
