/** Reads what the guard prints through the CDK: each message with the fix that it suggests. */
import { JsonEdit } from '../../src/findings/fix';

export interface PrintedFix {
  readonly ruleId: string;
  readonly logicalId: string;
  /** The prop `assumedBy`; empty if the fix is not code of a role. */
  readonly code: string;
  /** Changes of the trust policy, where there is no code. */
  readonly edits: readonly JsonEdit[];
  /** The construct that the fix names instead of `iam.Role`, and its props. */
  readonly instead?: { readonly construct: string; readonly props: string };
  /** What to fill in, by its name. */
  readonly examples: ReadonlyMap<string, string>;
}

export function printedFixesIn(printed: string): readonly PrintedFix[] {
  const messages = printed.split(/^(?=(?:ERROR|WARNING|INFO) [\w-]+: )/m);
  return messages.flatMap((message) => {
    const [, ruleId] = /^(?:ERROR|WARNING|INFO) ([\w-]+): /.exec(message) ?? [];
    const [, logicalId] = /^ +\S+ \((\w+)\) /m.exec(message) ?? [];
    const [, suggested] = /^ +Suggested fix: ([^]*?)^ +see /m.exec(message) ?? [];
    return ruleId === undefined || logicalId === undefined || suggested === undefined ? [] : [readFix(ruleId, logicalId, suggested)];
  });
}

function readFix(ruleId: string, logicalId: string, suggested: string): PrintedFix {
  const [first, ...others] = suggested.split(/^ +(?=(?:or|more|no fix) )/m);
  const [title, ...lines] = first.split('\n');
  const inSentence = /\(in the CDK: (new iam\..*)\)$/.exec(title);
  const indented = lines.filter((line) => line.startsWith('     ') && !/^ +fill in /.test(line));
  const edits = indented.flatMap(readEdit);
  const code = inSentence ? `assumedBy: ${inSentence[1]}` : indented.filter((line) => readEdit(line).length === 0).join('\n');
  const examples = [...suggested.matchAll(/<([a-z0-9-]+)> \(for example ([^)]+)\)/g)].map(([, name, example]) => [name, example] as const);
  // The values that the sentence asks the reader to agree on.
  const toAgreeOn = [...code.matchAll(/<(value for \d{12})>/g)];
  const agreed = toAgreeOn.map(([, name]) => [name, `agreed-${name.slice(-12)}-k3v9q0z7m2x8c4b1`] as const);
  const instead = others.flatMap(readInstead)[0];
  return { ruleId, logicalId, code: /assumedBy/.test(code) ? code : '', edits, instead, examples: new Map([...examples, ...agreed]) };
}

function readInstead(part: string): PrintedFix['instead'][] {
  const [title, ...lines] = part.split('\n');
  const [, construct] = /^or create the role with (\w+):/.exec(title) ?? [];
  return construct === undefined ? [] : [{ construct, props: lines.filter((line) => !/^ +fill in /.test(line)).join('\n') }];
}

/** `add Statement[0].Condition: …`, `change Statement[1].Action to …`, `remove Statement[0].Condition`. */
function readEdit(line: string): readonly JsonEdit[] {
  const [, verb, place, json] = /^ +(add|change|remove) ([\w.:[\]/-]+?)(?:(?:: | to )(.+))?$/.exec(line) ?? [];
  if (verb === undefined) return [];
  const path = `/${place.replace(/\[(\d+)\]/g, '/$1').replace(/\./g, '/')}`;
  if (verb === 'remove') return [{ op: 'remove', path }];
  return [{ op: verb === 'add' ? 'add' : 'replace', path, value: JSON.parse(json) }];
}

/** The same with the examples in the place of what is to be filled in. */
export function fillIn<Filled>(value: Filled, { examples }: PrintedFix): Filled {
  let text = JSON.stringify(value);
  for (const [name, example] of examples) text = text.replaceAll(`<${name}>`, example);
  return JSON.parse(text) as Filled;
}
