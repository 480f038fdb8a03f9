/** An explanation as text for people. */
import { Attempt, RoleInQuestion } from './attempt';
import { Cause, Explanation } from './explanation';
import { inColumns, LABEL_WIDTH } from '../findings/renderers/finding-layout';
import { Colour, Paint } from '../findings/renderers/palette';
import { inOneLine, printable } from '../findings/renderers/printable';

const VERDICTS: Readonly<Record<Explanation['decision'], { readonly colour: Colour; readonly verb: string }>> = {
  allowed: { colour: 'green', verb: 'can assume' },
  denied: { colour: 'red', verb: 'cannot assume' },
  undecided: { colour: 'yellow', verb: 'may or may not be able to assume' },
};

const PROFILE_INTRODUCTION = 'or with a profile in ~/.aws/config '
  + '(source_profile is the profile with the credentials of the caller, mfa_serial the device of that user)';

export function renderExplanation(explanation: Explanation, attempt: Attempt, role: RoleInQuestion, paint: Paint): string {
  const { decision, causes, command, profile, notes } = explanation;
  const { colour, verb } = VERDICTS[decision];
  const blocks = [
    `${paint(colour, decision)}: ${inOneLine(attempt.callerWritten)} ${verb} ${role.requested.written}\n`,
    ...causes.map((cause, index) => causeAsText(cause, index + 1, paint)),
    ...command === undefined ? [] : [`Assume it with\n\n  ${inOneLine(command)}\n`],
    ...profile === undefined ? [] : [`${PROFILE_INTRODUCTION}\n\n${indented(printable(profile))}`],
    ...causes.length > 1 ? ['Each command contains all changes of its kind: fix all causes, then call once.\n'] : [],
    ...notes.length === 0 ? [] : [notes.map((note) => `note: ${inOneLine(note)}\n`).join('')],
  ];
  return blocks.join('\n');
}

function causeAsText({ code, message, where, fix, command }: Cause, number: number, paint: Paint): string {
  return [
    `${number}. ${paint('bold', code)}: ${inOneLine(message)}`,
    ...[{ label: 'where', text: where }, { label: 'fix', text: fix }, { label: 'command', text: command }]
      .map(({ label, text }) => inColumns({ label, text: inOneLine(text) }, { indent: 3, labelWidth: LABEL_WIDTH })),
    '',
  ].join('\n');
}

function indented(text: string): string {
  return text.trimEnd().split('\n').map((line) => `  ${line}\n`).join('');
}
