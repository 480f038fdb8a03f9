/** Applies the commands of an explanation, all at once, and explains the call again: one round of fixes has to be enough. */
import { ask, ExplanationJson, Question } from './explaining';

/** The words of a command as a POSIX shell splits them; `"${NAME:?…}"` stays as it is. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [, word] of line.matchAll(/((?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+)/g)) {
    words.push(word.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, (_whole, single, double, escaped) => String(single ?? double ?? escaped)));
  }
  return words;
}

function optionOf(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words[at + 1];
}

/** What of the old arguments is no choice of the caller stays. */
function contextOf(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => (arg === '--context' && !/MultiFactorAuth/.test(args[index + 1]) ? [arg, args[index + 1]] : []));
}

function argumentsOf(words: readonly string[]): string[] {
  const tags = JSON.parse(optionOf(words, '--tags') ?? '[]') as { Key: string; Value: string }[];
  const passed = ['--external-id', '--source-identity'].flatMap((name) => (words.includes(name) ? [name, optionOf(words, name)!] : []));
  const duration = optionOf(words, '--duration-seconds');
  return [
    ...passed,
    '--session-name', optionOf(words, '--role-session-name') ?? 'session',
    ...words.includes('--serial-number') ? ['--mfa'] : [],
    ...duration === undefined ? [] : ['--duration', duration],
    ...tags.flatMap(({ Key, Value }) => ['--session-tag', `${Key}=${Value}`]),
  ];
}

/** The question once every command was run. */
export function afterAllFixes(question: Question, { causes }: ExplanationJson): Question {
  let after = { ...question, args: question.args ?? [] };
  for (const { run } of causes.flatMap(({ commands }) => commands)) {
    const words = wordsOf(run);
    const [, service, operation] = words;
    const document = optionOf(words, '--policy-document') ?? optionOf(words, '--inline-policy') ?? optionOf(words, '--content');
    const sessionPolicy = optionOf(words, '--policy');
    // Another way: with the session of a role that is trusted already. See `throughTrustedRole`.
    if (service === 'configure' || words.includes('--profile')) continue;
    const called = { role: optionOf(words, '--role-arn'), args: [...argumentsOf(words), ...contextOf(question.args ?? [])] };
    if (sessionPolicy !== undefined) after = { ...after, sessionPolicies: [JSON.parse(sessionPolicy)] };
    else if (operation.startsWith('assume-role')) after = { ...after, ...called };
    else if (operation === 'update-assume-role-policy') after = { ...after, trust: withDocument(question.trust, JSON.parse(document!)) };
    else if (operation === 'create-policy-version') after = { ...after, boundary: JSON.parse(document!) };
    else if (operation === 'update-policy') after = { ...after, scps: [JSON.parse(document!)] };
    else if (document !== undefined) after = { ...after, callerPolicies: [...question.callerPolicies ?? [], JSON.parse(document)] };
    else if (service === 'iam' || run === 'aws sts get-caller-identity') continue;
    else throw new Error(`unknown command: ${run}`);
  }
  return after;
}

/** The call with the session of the role that is to be assumed first; undefined if there is none. */
export function throughTrustedRole(question: Question, { causes }: ExplanationJson): Question | undefined {
  const lines = causes.flatMap(({ commands }) => commands.map(({ run }) => wordsOf(run)));
  const [set] = lines.filter(([, service, , key]) => service === 'configure' && key === 'role_arn');
  const call = lines.find((words) => words[1] === 'sts' && words.includes('--profile'));
  if (!set || !call) return undefined;
  return {
    ...question,
    caller: set[4],
    callerPolicies: undefined,
    role: optionOf(call, '--role-arn'),
    args: [...argumentsOf(call), ...contextOf(question.args ?? [])],
  };
}

function withDocument(trust: unknown, document: unknown): unknown {
  const { Role } = trust as { Role?: object };
  return Role ? { Role: { ...Role, AssumeRolePolicyDocument: document } } : document;
}

/** The trust policy that the owner of the role is to save. */
export function correctedPolicyOf({ causes }: ExplanationJson): unknown {
  const lines = causes.flatMap(({ commands }) => commands.map(({ run }) => run));
  const line = lines.find((run) => run.startsWith('aws iam update-assume-role-policy '));
  return line === undefined ? undefined : JSON.parse(optionOf(wordsOf(line), '--policy-document')!);
}

/** The command says beforehand what the decision will be. */
export function decisionAfterAllFixes(question: Question): string {
  const explanation = ask(question);
  const { decision } = ask(afterAllFixes(question, explanation));
  expect(explanation.afterwards).toBe(decision === 'allowed' ? 'allowed' : 'not-known');
  return decision;
}
