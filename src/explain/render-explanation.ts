/** An explanation as people read it. */
import { Attempt, RoleInQuestion } from './attempt';
import { Cause, Explanation } from './explanation';
import { Colour, Paint } from '../findings/renderers/palette';
import { inOneLine, printable } from '../findings/renderers/printable';

const VERDICTS: Readonly<Record<Explanation['decision'], readonly [Colour, verb: string]>> = {
  allowed: ['green', 'may assume'],
  denied: ['red', 'may not assume'],
  undecided: ['yellow', 'may or may not assume'],
};

export function renderExplanation(explanation: Explanation, attempt: Attempt, role: RoleInQuestion, paint: Paint): string {
  const { decision, causes, command, profile, notes } = explanation;
  const [colour, verb] = VERDICTS[decision];
  const blocks = [
    `${paint(colour, decision)}: ${inOneLine(attempt.callerWritten)} ${verb} ${role.requested.written}\n`,
    ...causes.map((cause, index) => causeAsText(cause, index + 1, paint)),
    ...command === undefined ? [] : [`Assume it with\n\n  ${inOneLine(command)}\n`],
    ...profile === undefined ? [] : [`or with a profile in ~/.aws/config (source_profile is the profile with the credentials of the caller, mfa_serial the device of that user)\n\n${indented(printable(profile))}`],
    ...causes.length > 1 ? ['Each command holds every change of its kind: fix all of them, then call once.\n'] : [],
    ...notes.length === 0 ? [] : [notes.map((note) => `note: ${inOneLine(note)}\n`).join('')],
  ];
  return blocks.join('\n');
}

function causeAsText({ code, message, where, fix, command }: Cause, number: number, paint: Paint): string {
  return [
    `${number}. ${paint('bold', code)}: ${inOneLine(message)}`,
    `   where    ${inOneLine(where)}`,
    `   fix      ${inOneLine(fix)}`,
    `   command  ${inOneLine(command)}`,
    '',
  ].join('\n');
}

function indented(text: string): string {
  return text.trimEnd().split('\n').map((line) => `  ${line}\n`).join('');
}
