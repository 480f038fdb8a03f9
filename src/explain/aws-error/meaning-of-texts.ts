/** What each text of `aws-texts.ts` means: the cause that it proves, or those that it leaves open. */
import { ErrorKind } from './aws-text';
import { bootstrapRole, notAuthorized, podIdentityCannotAssume, serviceCannotAssume, unnamedDenial } from './causes-of-denial';
import { always, CALL, CausesOf } from './meaning';
import { MEANING_OF_CREDENTIALS } from './meaning-of-credentials';
import { MEANING_OF_IAM } from './meaning-of-iam';
import { MEANING_OF_PARAMETERS } from './meaning-of-parameters';
import { MEANING_OF_PROVIDERS } from './meaning-of-providers';
import { MEANING_OF_STS } from './meaning-of-sts';
import { showRole } from '../settling-commands';

export const CAUSES: Readonly<Record<ErrorKind, CausesOf>> = {
  ...MEANING_OF_PROVIDERS,
  ...MEANING_OF_STS,
  ...MEANING_OF_CREDENTIALS,
  ...MEANING_OF_PARAMETERS,
  ...MEANING_OF_IAM,
  'invalid-arn': always(
    'role-arn-mismatch', CALL, 'what was sent as the ARN of the role is not one: a name alone, an empty variable, or the ARN of ' +
      'something else',
    'send the ARN that get-role prints, such as arn:aws:iam::444455556666:role/Audit', showRole({}),
  ),
  'profile-not-found': always(
    'credentials-expired', CALL, 'the profile, or its source_profile, does not exist or refers to itself',
    'correct the names; give the profile with --profile: what is wrong in it is ' +
      'reported', { by: 'caller', run: 'aws configure list-profiles' },
  ),
  'service-cannot-assume': (error, known) => serviceCannotAssume(error, known),
  'pod-identity-cannot-assume': (_error, known) => podIdentityCannotAssume(known),
  'cdk-bootstrap-role': (_error, known) => bootstrapRole(known),
  'terraform-cannot-assume': (_error, known) => unnamedDenial(known),
  'console-cannot-switch': (_error, known) => unnamedDenial(known),
  'not-authorized': (error, known) => notAuthorized(error, known),
  'not-authorized-without-names': (error, known) => notAuthorized(error, known),
  'denied-without-reason': (error, known) => notAuthorized({ ...error, action: `sts:${error.operation}` }, known),
};
