/**
 * One fix in words: what it does, what the engine proved, and each edit, so that a reader can make it by hand.
 *
 *     require MFA (proved: nobody new can assume the role)
 *       remove Statement[0].Condition.BoolIfExists
 *       add Statement[0].Condition.Bool: {"aws:MultiFactorAuthPresent":"true"}
 */
import { hclInOneLine } from './hcl';
import { Declarations, Fix, JsonEdit, Placeholder } from '../fix';
import { describeWitness } from '../wording';

/** Indented lines for the edits; a fix with code for the app shows that instead. */
export function fixInWords(fix: Fix): string {
  const { title, edits, config, placeholders, cdk, language } = fix;
  const describe = (edit: JsonEdit) => describeEdit(edit, language === 'hcl' ? hclInOneLine : JSON.stringify);
  const steps = cdk ? cdk.code.split('\n') : [...edits.map(describe), ...config ? describeDeclarations(config) : []];
  return [
    `${title} (${proofInWords(fix)})`,
    ...[...steps, ...placeholders.length > 0 ? [describePlaceholders(placeholders)] : []].map((line) => `  ${line}`),
  ].join('\n');
}

function proofInWords({ edits, proof }: Fix): string {
  if (edits.length === 0) return 'proved: nothing else is found then';
  if (proof.admitsNobodyNew) return 'proved: nobody new can assume the role';
  return `proved, and it admits ${proof.admits ? describeWitness(proof.admits) : 'whom you name'}`;
}

function describeEdit(edit: JsonEdit, write: (value: unknown) => string): string {
  const place = placeInWords(edit.path);
  switch (edit.op) {
    case 'remove': return `remove ${place}`;
    case 'add': return `add ${place}: ${write(edit.value)}`;
    case 'replace': return `change ${place} to ${write(edit.value)}`;
  }
}

/** `Statement[0].Condition.Bool`, with a name in quotation marks if it is not a plain word. */
function placeInWords(path: string): string {
  const steps = path.split('/').slice(1).map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  if (steps.length === 0) return 'the document';
  return steps.map((step, index) => {
    if (/^\d+$/.test(step)) return `[${step}]`;
    if (/^\w+$/.test(step)) return index === 0 ? step : `.${step}`;
    return `["${step}"]`;
  }).join('');
}

function describeDeclarations({ accounts = [], organizations = [] }: Declarations): string[] {
  return [
    ...accounts.map(({ id, standing, name }) => `in the config file: "accounts": [${JSON.stringify({ id, standing, name })}]`),
    ...organizations.length === 0 ? [] : [`in the config file: "organizations": ${JSON.stringify(organizations)}`],
  ];
}

function describePlaceholders(placeholders: readonly Placeholder[]): string {
  return `fill in ${placeholders.map(({ name, example }) => `<${name}> (for example ${example})`).join(' and ')}`;
}
