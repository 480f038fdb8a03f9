/**
 * YAML as CloudFormation takes it (version 1.1, without dates), with short-form intrinsics in their long form:
 * `!GetAtt Role.Arn` becomes `{ "Fn::GetAtt": ["Role", "Arn"] }`.
 *
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
import { Alias, Composer, CST, isAlias, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, Pair, Parser, Scalar, YAMLMap } from 'yaml';
import { MAX_DEPTH, newKeyProblem, TOO_DEEP } from './check-json';
import { refuse } from './input-error';
import { withContinuationsIndented } from './yaml-indentation';
import { functionOfTag } from '../../cloudformation/resolution';

/** @param path for messages */
export function readYaml(path: string, text: string): unknown {
  try {
    return readText(text);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    refuse(path, error.message);
  }
}

function readText(text: string): unknown {
  try {
    return readAsItIs(text);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const indented = withContinuationsIndented(text);
    if (indented === text) throw error;
    return readAsItIs(indented);
  }
}

function readAsItIs(text: string): unknown {
  const lines = new LineCounter();
  lines.addNewLine(0);
  try {
    return new YamlReader().read(compose(text, lines), 0);
  } catch (error) {
    if (error instanceof YamlProblem) error.message += placeInWords(lines, error.offset);
    throw error;
  }
}

/** The contents of the one document in the text. */
function compose(text: string, lines: LineCounter): unknown {
  // The schema makes text of every scalar: what they mean is said below. Equal keys are found below too, in linear time.
  const composer = new Composer({ version: '1.1', schema: 'failsafe', uniqueKeys: false });
  const [document, another] = [...composer.compose(tokensOf(text, lines), true, text.length)];
  const [error] = document.errors;
  if (error !== undefined) throw new SyntaxProblem(`is no valid YAML: ${error.message}`, error.pos[0]);
  if (another !== undefined) throw new YamlProblem('holds more than one YAML document: give each in a file of its own', another.range[0]);
  return document.contents;
}

/** The composer calls itself for each level of nesting, so what is too deep must not reach it. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_DEPTH) throw new YamlProblem(TOO_DEEP, parser.offset);
  }
  yield* parser.end();
}

class YamlProblem extends Error {
  constructor(message: string, public readonly offset?: number) {
    super(message);
  }
}

class SyntaxProblem extends YamlProblem { }

function problemAt(node: unknown, message: string): YamlProblem {
  return new YamlProblem(message, isNode(node) ? node.range?.[0] : undefined);
}

function placeInWords(lines: LineCounter, offset: number | undefined): string {
  if (offset === undefined) return '';
  const { line, col } = lines.linePos(offset);
  return ` (line ${line}, column ${col})`;
}

/** What aliases may add; a handful of lines can otherwise stand for more values than there is memory. */
const MAX_REPEATED_VALUES = 100_000;

interface Anchored {
  readonly value: unknown;
  /** How many values it is made of. */
  readonly size: number;
}

const BEING_READ = 'being read';

class YamlReader {
  private readonly anchors = new Map<string, Anchored | typeof BEING_READ>();
  /** The values read so far, and those that aliases repeat. */
  private count = 0;
  private repeated = 0;

  public read(node: unknown, depth: number): unknown {
    if (depth > MAX_DEPTH) throw new YamlProblem(TOO_DEEP);
    if (isAlias(node)) return this.readAlias(node);
    const before = this.count;
    const anchor = isNode(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.anchors.set(anchor, BEING_READ);
    this.count += 1;
    const value = withTag(node, this.readUntagged(node, depth));
    if (anchor !== undefined) this.anchors.set(anchor, { value, size: this.count - before });
    return value;
  }

  private readAlias(alias: Alias): unknown {
    const anchored = this.anchors.get(alias.source);
    if (anchored === undefined) throw problemAt(alias, `holds the alias *${alias.source}, and no anchor of that name before it`);
    if (anchored === BEING_READ) throw problemAt(alias, `holds the alias *${alias.source} inside of its own anchor`);
    this.count += anchored.size;
    this.repeated += anchored.size;
    if (this.repeated > MAX_REPEATED_VALUES) throw problemAt(alias, `holds aliases that stand for more than ${MAX_REPEATED_VALUES} values`);
    return anchored.value;
  }

  private readUntagged(node: unknown, depth: number): unknown {
    if (isScalar(node)) return readScalar(node);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isMap(node)) return this.readMap(node, depth);
    return null;
  }

  private readMap(map: YAMLMap, depth: number): unknown {
    const entries: [string, unknown][] = [];
    const merged: [string, unknown][] = [];
    const keys = new Set<string>();
    for (const pair of map.items) {
      const value = this.read(pair.value, depth + 1);
      if (isMergeKey(pair)) merged.push(...mergedEntries(pair, value));
      else entries.push([this.readKey(pair, keys), value]);
    }
    // What the map says itself comes before what is merged into it; of two merged maps, the first.
    return Object.fromEntries([...merged.reverse(), ...entries]);
  }

  private readKey({ key }: Pair, keys: Set<string>): string {
    const named = isAlias(key) ? this.readAlias(key) : isScalar(key) ? textOf(key) : undefined;
    if (typeof named !== 'string') throw problemAt(key, 'holds a key that is no text');
    const problem = newKeyProblem(keys, named);
    if (problem !== undefined) throw problemAt(key, problem);
    return named;
  }
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
}

function mergedEntries({ key }: Pair, value: unknown): [string, unknown][] {
  const maps: unknown[] = Array.isArray(value) ? value : [value];
  return maps.flatMap((map) => {
    if (typeof map === 'object' && map !== null && !Array.isArray(map)) return Object.entries(map).reverse();
    throw problemAt(key, 'merges something that is no map (<<)');
  });
}

function textOf({ value }: Scalar): string {
  return typeof value === 'string' ? value : '';
}

/**
 * What stands there without quotes may be a truth value or a number. A number that would not be written like this again - an
 * account id with a zero in front, say - stays the text that its author wrote.
 */
function readScalar(scalar: Scalar): unknown {
  const text = textOf(scalar);
  if (scalar.type !== 'PLAIN' && scalar.type !== undefined || scalar.tag === '!' || scalar.tag === 'tag:yaml.org,2002:str') return text;
  if (/^(~|null|Null|NULL)?$/.test(text)) return null;
  if (/^([Tt]rue|TRUE|[Yy]es|YES|[Oo]n|ON)$/.test(text)) return true;
  if (/^([Ff]alse|FALSE|[Nn]o|NO|[Oo]ff|OFF)$/.test(text)) return false;
  return /^-?\d+(\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

const PLAIN_TAGS = /^(!|tag:yaml\.org,2002:(str|int|float|bool|null|map|seq))$/;
const INTRINSICS = new Set([
  'And', 'Base64', 'Cidr', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'ForEach', 'GetAtt', 'GetAZs', 'GetStackOutput', 'If',
  'ImportValue', 'Join', 'Length', 'Not', 'Or', 'RefAll', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll',
]);

function withTag(node: unknown, value: unknown): unknown {
  const tag = isNode(node) ? node.tag : undefined;
  if (tag === undefined || PLAIN_TAGS.test(tag)) return value;
  const name = tag.replace(/^!/, '');
  // In an intrinsic, an argument without quotes is a name or text; `!Ref No` means the parameter "No".
  const argument = isScalar(node) ? textOf(node) : value;
  if (name === 'Ref' || name === 'Condition') return { [name]: argument };
  if (name === 'GetAtt' && typeof argument === 'string') return { 'Fn::GetAtt': splitAtFirstDot(argument) };
  if (INTRINSICS.has(name)) return { [`Fn::${name}`]: argument };
  // A preprocessor (`!Include`, `!Rain::Embed`) puts something in its place before CloudFormation sees the template.
  return { [functionOfTag(tag)]: argument };
}

/** Attributes have dots, logical ids have none. */
function splitAtFirstDot(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
