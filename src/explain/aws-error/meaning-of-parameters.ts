/** What the texts of `texts-of-sts.ts` mean that reject a parameter of the call, before any policy is looked at. */
import { AwsError } from './aws-error';
import { CALL, Meanings, proves } from './meaning';
import { assumeWith } from '../settling-commands';

type Kind = 'session-name-invalid' | 'external-id-invalid' | 'session-tags-invalid';

export const MEANING_OF_PARAMETERS: Meanings<Kind> = {
  'session-name-invalid': proves((error, known) => ({
    code: 'session-name-mismatch',
    where: CALL,
    message: `STS does not accept ${named(error, 'the session name')}: it needs 2 to 64 letters, digits and the characters _+=,.@-`,
    fix: 'set the session name (--role-session-name, role_session_name in a profile, role-session-name of configure-aws-credentials), ' +
      'and replace other characters, such as the slash of a branch or the brackets of a bot',
    commands: [assumeWith(known, {})],
  })),
  'external-id-invalid': proves((error, known) => ({
    code: 'external-id-mismatch',
    where: CALL,
    message: `STS does not accept ${named(error, 'the ExternalId')}: it needs 2 to 1224 letters, digits and the characters _+=,.@:/-`,
    fix: 'send the ExternalId exactly as the owner of the role gave it to you; if the role requires none, leave the setting out instead ' +
      'of sending an empty one',
    commands: [assumeWith(known, { externalId: true })],
  })),
  'session-tags-invalid': proves((error, known) => ({
    code: 'session-tag-mismatch',
    where: CALL,
    message: `STS does not accept ${named(error, 'a session tag')}: keys have 1 to 128 characters and values up to 256, of letters, ` +
      'digits, spaces and _.:/=+-@',
    fix: 'replace the other characters, or pass no tags (role-skip-session-tagging: true of configure-aws-credentials), unless the trust ' +
      'policy requires them',
    commands: [assumeWith(known, {})],
  })),
};

function named({ subject }: AwsError, what: string): string {
  return subject === undefined ? what : `${what} "${subject}"`;
}
