/**
 * Reads YAML as CloudFormation does (version 1.1, without dates). The short form of intrinsic functions is turned into the long form:
 * `!GetAtt Role.Arn` becomes `{ "Fn::GetAtt": ["Role", "Arn"] }`.
 *
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
import { Alias, Composer, CST, isAlias, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, Pair, Parser, Scalar, YAMLMap } from 'yaml';
import { refuse } from './input-error';
import { withContinuationsIndented } from './yaml-indentation';
import { MAX_JSON_DEPTH, newKeyProblem, TOO_DEEP } from '../cloudformation/check-json';
import { functionOfTag } from '../cloudformation/resolution';

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

/** The content of the only document in the text. */
function compose(text: string, lines: LineCounter): unknown {
  // With this schema every scalar is text; readScalar interprets it. Equal keys are found by this reader, in linear time.
  const composer = new Composer({ version: '1.1', schema: 'failsafe', uniqueKeys: false });
  const [document, another] = [...composer.compose(tokensOf(text, lines), true, text.length)];
  const [error] = document.errors;
  if (error !== undefined) throw new SyntaxProblem(`is not valid YAML: ${error.message}`, error.pos[0]);
  if (another !== undefined) throw new YamlProblem('contains more than one YAML document: put each into its own file', another.range[0]);
  return document.contents;
}

/** The composer is recursive, so text that is nested too deep must not reach it. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_JSON_DEPTH) throw new YamlProblem(TOO_DEEP, parser.offset);
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
    if (depth > MAX_JSON_DEPTH) throw new YamlProblem(TOO_DEEP);
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
    if (anchored === undefined) throw problemAt(alias, `contains the alias *${alias.source} without an anchor of that name before it`);
    if (anchored === BEING_READ) throw problemAt(alias, `contains the alias *${alias.source} inside its own anchor`);
    this.count += anchored.size;
    this.repeated += anchored.size;
    if (this.repeated > MAX_REPEATED_VALUES) {
      throw problemAt(alias, `contains aliases that expand to more than ${MAX_REPEATED_VALUES} values`);
    }
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
    // The map's own keys take precedence over merged ones; of two merged maps, the first takes precedence.
    return Object.fromEntries([...merged.reverse(), ...entries]);
  }

  private readKey({ key }: Pair, keys: Set<string>): string {
    const named = isAlias(key) ? this.readAlias(key) : isScalar(key) ? scalarText(key) : undefined;
    if (typeof named !== 'string') throw problemAt(key, 'contains a key that is not a string');
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
    throw problemAt(key, 'merges a value that is not a map (<<)');
  });
}

function scalarText({ value }: Scalar): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Text without quotes can be a boolean or a number. A number that would be written differently - an account ID with a leading zero, for
 * example - stays text.
 */
function readScalar(scalar: Scalar): unknown {
  const text = scalarText(scalar);
  if (scalar.type !== 'PLAIN' && scalar.type !== undefined || scalar.tag === '!' || scalar.tag === 'tag:yaml.org,2002:str') return text;
  if (/^(~|null|Null|NULL)?$/.test(text)) return null;
  if (/^([Tt]rue|TRUE|[Yy]es|YES|[Oo]n|ON)$/.test(text)) return true;
  if (/^([Ff]alse|FALSE|[Nn]o|NO|[Oo]ff|OFF)$/.test(text)) return false;
  return /^-?\d+(\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

const PLAIN_TAGS = /^(!|tag:yaml\.org,2002:(str|int|float|bool|null|map|seq))$/;
const INTRINSICS = new Set([
  'And', 'Base64', 'Cidr', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'ForEach', 'GetAtt', 'GetAZs',
  'GetStackOutput', 'If',
  'ImportValue', 'Join', 'Length', 'Not', 'Or', 'RefAll', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll',
]);

function withTag(node: unknown, value: unknown): unknown {
  const tag = isNode(node) ? node.tag : undefined;
  if (tag === undefined || PLAIN_TAGS.test(tag)) return value;
  const name = tag.replace(/^!/, '');
  // The argument of an intrinsic function is text even without quotes: `!Ref No` is the parameter "No".
  const argument = isScalar(node) ? scalarText(node) : value;
  if (name === 'Ref' || name === 'Condition') return { [name]: argument };
  if (name === 'GetAtt' && typeof argument === 'string') return { 'Fn::GetAtt': splitAtFirstDot(argument) };
  if (INTRINSICS.has(name)) return { [`Fn::${name}`]: argument };
  // A preprocessor (`!Include`, `!Rain::Embed`) replaces it before CloudFormation sees the template.
  return { [functionOfTag(tag)]: argument };
}

/** Attributes can contain dots, logical IDs cannot. */
function splitAtFirstDot(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
