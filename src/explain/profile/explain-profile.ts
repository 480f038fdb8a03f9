/** Explains a profile alone. What the trust policy of its role requires is not known. */
import { profileSection } from '../assume-role-line';
import { RoleProfile } from './aws-config';
import { Cause, Explanation } from '../explanation';
import { messageToOwner } from '../message-to-owner';
import { otherCondition, possibly } from '../possible-causes';
import { Known } from '../settling-commands';

interface ProfileWithCauses {
  readonly profile: RoleProfile;
  readonly causes: readonly Cause[];
}

export function explainProfile({ profile, causes }: ProfileWithCauses, known: Known): Explanation {
  const open = causes.some(({ certain }) => certain) ? [] : [possibly({
    ...otherCondition(known),
    message: 'the config file shows nothing wrong; whether the profile is complete depends on the trust policy of its role: ' +
      'MFA (mfa_serial), an ExternalId (external_id), a session name (role_session_name)',
    fix: 'give the trust policy with --trust-policy, or what AWS answered with --error: what is missing in the profile is reported',
  })];
  const all = [...causes, ...open];
  return {
    decision: 'not-known',
    callerSide: 'not-checked',
    causes: all,
    afterwards: 'not-known',
    messageToOwner: messageToOwner({ known, causes: all }),
    profile: completed(profile),
    notes: [],
  };
}

/** The profile with all certain mistakes corrected, as far as the correct values are known. */
function completed({ name, settings, source }: RoleProfile): string {
  const isOfSession = source !== undefined && source.kind !== 'keys';
  const duration = settings.get('duration_seconds');
  const longest = isOfSession && Number(duration) > 3600 ? '3600' : duration;
  const serial = settings.get('mfa_serial') ?? (source?.kind === 'keys' ? source.settings.get('mfa_serial') : undefined);
  return profileSection(name, [
    ['role_arn', settings.get('role_arn')],
    ['source_profile', settings.get('source_profile')],
    ['credential_source', settings.get('credential_source')],
    ['web_identity_token_file', settings.get('web_identity_token_file')],
    ['mfa_serial', isOfSession ? undefined : serial],
    ['external_id', settings.get('external_id')],
    ['role_session_name', settings.get('role_session_name')],
    ['duration_seconds', longest],
    ['sso_session', settings.get('sso_session')],
    ['sso_account_id', settings.get('sso_account_id')],
    ['sso_role_name', settings.get('sso_role_name')],
    ['region', settings.get('region')],
  ]);
}
