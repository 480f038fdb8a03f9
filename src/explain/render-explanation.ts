/** An explanation as text for people. */
import { Cause, CauseCommand, CommandRunner, Explanation } from './explanation';
import { inColumns, LABEL_WIDTH } from '../findings/renderers/finding-layout';
import { Colour, Paint } from '../findings/renderers/palette';
import { inOneLine, printable } from '../findings/renderers/printable';

/** Who called what, as the reader wrote it. Undefined if it is not known. */
export interface ExplainedCall {
  readonly caller?: string;
  readonly role?: string;
}

const VERDICTS: Readonly<Record<Explanation['decision'], { readonly colour: Colour; readonly verb: string }>> = {
  'allowed': { colour: 'green', verb: 'can assume' },
  'denied': { colour: 'red', verb: 'cannot assume' },
  'undecided': { colour: 'yellow', verb: 'may or may not be able to assume' },
  'not-known': { colour: 'yellow', verb: 'cannot assume' },
};

const PROFILE_INTRODUCTION = 'or with a profile in ~/.aws/config '
  + '(source_profile is the profile with the credentials of the caller, mfa_serial the device of that user)';

export function renderExplanation(explanation: Explanation, call: ExplainedCall, paint: Paint): string {
  const { causes, command, profile, messageToOwner, notes } = explanation;
  const profileTitle = command === undefined ? 'The complete profile' : PROFILE_INTRODUCTION;
  const blocks = [
    headline(explanation, call, paint),
    ...causes.map((cause, index) => causeAsText(cause, index + 1, paint)),
    ...command === undefined ? [] : [`Assume it with\n\n  ${inOneLine(command)}\n`],
    ...profile === undefined ? [] : [`${profileTitle}\n\n${indented(printable(profile))}`],
    ...causes.filter(({ certain }) => certain).length > 1
      ? ['Each command contains all changes of its kind: fix all causes, then call once.\n']
      : [],
    ...messageToOwner === undefined ? [] : [`Message to the owner of the role\n\n${indented(printable(messageToOwner))}`],
    ...notes.length === 0 ? [] : [notes.map((note) => `note: ${inOneLine(note)}\n`).join('')],
  ];
  return blocks.join('\n');
}

function headline({ decision, causes }: Explanation, { caller, role }: ExplainedCall, paint: Paint): string {
  const { colour, verb } = VERDICTS[decision];
  const sentence = `${inOneLine(caller ?? 'the caller')} ${verb} ${role ?? 'the role'}`;
  if (decision !== 'not-known') return `${paint(colour, decision)}: ${sentence}\n`;
  const certain = causes.filter((cause) => cause.certain).length;
  const why = certain > 0
    ? `${sentence}; this is what is certain without knowing every policy`
    : `AWS does not say why ${sentence}; the possible causes, the likeliest first`;
  return `${paint(colour, 'not known')}: ${why}\n`;
}

function causeAsText({ code, certain, message, where, fix, commands }: Cause, number: number, paint: Paint): string {
  const lines = [{ label: 'where', text: where }, { label: 'fix', text: fix }, ...commands.flatMap(linesOfCommand)];
  return [
    `${number}. ${paint('bold', code)}${certain ? '' : ' (possible)'}: ${inOneLine(message)}`,
    ...lines.map(({ label, text }) => inColumns({ label, text: inOneLine(text) }, { indent: 3, labelWidth: LABEL_WIDTH })),
    '',
  ].join('\n');
}

const RUNNERS: Readonly<Record<CommandRunner, string>> = {
  'caller': 'the caller',
  'caller-account': "an administrator of the caller's account",
  'role-owner': 'the owner of the role',
  'organization': 'an administrator of the organization',
};

/** The caller is the reader, so only other people who have to run a command are named. */
function linesOfCommand({ by, run }: CauseCommand): readonly { readonly label: string; readonly text: string }[] {
  const runner = by === 'caller' ? [] : [{ label: 'run by', text: RUNNERS[by] }];
  return [...runner, { label: 'command', text: run }];
}

function indented(text: string): string {
  return text.trimEnd().split('\n').map((line) => `  ${line}\n`).join('');
}
