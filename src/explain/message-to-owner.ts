/** A text that the caller can send to the owner of the role, because only the owner can see or change its trust policy. */
import { Cause } from './explanation';
import { Known } from './settling-commands';
import { actionOf, callerArn } from '../evaluation/assume-role-request';

export interface Report {
  readonly known: Known;
  /** What AWS answered, if that is known. */
  readonly quoted?: string;
  readonly causes: readonly Cause[];
}

/** Undefined if the owner has nothing to do. */
export function messageToOwner({ known, quoted, causes }: Report): string | undefined {
  const ofOwner = causes.filter(({ commands }) => commands.some(({ by }) => by === 'role-owner'));
  if (ofOwner.length === 0) return undefined;
  const { caller, role } = known;
  const api = caller ? actionOf(caller) : 'sts:AssumeRole';
  const runs = new Set(ofOwner.flatMap(({ commands }) => commands.filter(({ by }) => by === 'role-owner').map(({ run }) => run)));
  return [
    `${caller ? callerArn(caller) : 'I'} cannot assume ${role ? role.written : 'a role of your account'} (${api}).`,
    ...quoted === undefined ? [] : [`AWS answered: "${quoted}"`],
    ofOwner.length === 1 && ofOwner[0].certain ? 'The reason:' : 'Possible reasons on your side:',
    ...ofOwner.map(({ message }) => `- ${message}`),
    'Please run, with credentials of the account of the role:',
    ...[...runs].map((run) => `  ${run}`),
    ...ofOwner.some(({ certain }) => certain) ? [] : ['and send me the output, or correct the trust policy.'],
  ].join('\n');
}
