/**
 * A part of a trust policy in the language of Terraform (HCL), as the argument of `jsonencode` holds it.
 *
 * See https://developer.hashicorp.com/terraform/language/expressions/types and, for the sequences that begin a template in a string,
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */

/** In one line: `{ Bool = { "aws:MultiFactorAuthPresent" = "true" } }`. */
export function hclInOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(hclInOneLine).join(', ')}]`;
  if (!isObject(value)) return hclScalar(value);
  const attributes = Object.entries(value).map(([name, each]) => `${hclName(name)} = ${hclInOneLine(each)}`);
  return attributes.length === 0 ? '{}' : `{ ${attributes.join(', ')} }`;
}

/** With a line for each attribute, indented as `terraform fmt` does. Lists without objects are in one line. */
export function hclInLines(value: unknown, indentation: string = ''): string {
  const inner = `${indentation}  `;
  if (Array.isArray(value)) {
    if (!value.some((each) => typeof each === 'object' && each !== null)) return hclInOneLine(value);
    return `[\n${value.map((each) => `${inner}${hclInLines(each, inner)},\n`).join('')}${indentation}]`;
  }
  if (!isObject(value) || Object.keys(value).length === 0) return hclInOneLine(value);
  const attributes = Object.entries(value).map(([name, each]) => ({ name: hclName(name), text: hclInLines(each, inner) }));
  return `{\n${alignedLines(attributes).map((line) => `${inner}${line}\n`).join('')}${indentation}}`;
}

interface Attribute {
  readonly name: string;
  readonly text: string;
}

/** Equals signs of neighboring attributes are aligned; an attribute with several lines ends the group, and is not part of it. */
function alignedLines(attributes: readonly Attribute[]): string[] {
  return attributes.map(({ name, text }, index) => {
    const isLong = (place: number) => attributes[place]?.text.includes('\n') ?? true;
    if (isLong(index)) return `${name} = ${text}`;
    let [first, last] = [index, index];
    while (!isLong(first - 1)) first -= 1;
    while (!isLong(last + 1)) last += 1;
    const width = Math.max(...attributes.slice(first, last + 1).map((each) => each.name.length));
    return `${name.padEnd(width)} = ${text}`;
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hclName(name: string): string {
  return /^(?!for$)[A-Za-z_][\w-]*$/.test(name) ? name : hclScalar(name);
}

function hclScalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'null';
  // `${` and `%{` begin a template of Terraform. A policy variable of IAM looks like one, and would be replaced.
  return JSON.stringify(value).replace(/[$%](?=\{)/g, '$&$&').replace(/\\./g, (escape) => NOT_IN_HCL[escape] ?? escape);
}

/** The escape sequences of JSON that HCL does not have. */
const NOT_IN_HCL: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' };
