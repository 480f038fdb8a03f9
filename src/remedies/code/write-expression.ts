/** Writes a tree of expressions in a language, by the table of that language. */
import {
  Concatenation, CodeExpression, ListLiteral, MapLiteral, MethodCall, StructField, StructLiteral, TextExpression,
} from './expression';
import { Layout, LayoutGroup, onOneLine, sequence, writeLines } from './layout';
import { Brackets, Notation, NOTATIONS, ValuePosition } from './notations';
import { CdkCode, CdkLanguage } from '../../findings/fix';

export function codeOf(expression: CodeExpression, language: CdkLanguage): CdkCode {
  const writer = new ExpressionWriter(NOTATIONS[language]);
  return { language, code: writeLines(writer.write(expression, 'argument'), NOTATIONS[language].indent) };
}

/** The expression as a prop of a construct: `assumedBy: …`, `.assumedBy(…)`. */
export function codeOfProp(name: string, value: CodeExpression, language: CdkLanguage): CdkCode {
  return codeOfProps([{ name, value }], language);
}

/** Several props, each on lines of its own. */
export function codeOfProps(props: readonly StructField[], language: CdkLanguage): CdkCode {
  const notation = NOTATIONS[language];
  const lines = props.map(({ name, value }) => (
    writeLines(notation.field(name, new ExpressionWriter(notation).write(value, 'argument')), notation.indent)
  ));
  return { language, code: lines.join(notation.structs === 'builder' ? '\n' : ',\n') };
}

class ExpressionWriter {
  constructor(private readonly notation: Notation) {}

  write(expression: CodeExpression, position: ValuePosition): Layout {
    switch (expression.kind) {
      case 'text':
      case 'concatenation':
      case 'constant':
      case 'static':
        return this.writeText(expression, position);
      case 'number':
        return this.pointerTo('number', String(expression.value), position);
      case 'boolean':
        return this.notation.boolean(expression.value);
      case 'new':
        return this.writeCall(this.notation.constructorOf(expression.type), expression.args);
      case 'method':
        return this.writeMethodCall(expression);
      case 'map':
        return this.writeMap(expression, position);
      case 'list':
        return this.writeList(expression, position);
      case 'struct':
        return this.writeStruct(expression);
      case 'variable':
        return expression.name;
      case 'omitted':
        return this.notation.pointers?.omitted ?? '';
    }
  }

  private writeText(expression: TextExpression, position: ValuePosition): Layout {
    if (expression.kind === 'text') return this.pointerTo('text', this.notation.quote(expression.text), position);
    if (expression.kind === 'concatenation') return this.pointerTo('text', this.concatenation(expression), position);
    const call = this.callForText(expression);
    const isPointerToText = expression.kind === 'constant' || expression.returns === 'text';
    const { pointers } = this.notation;
    return pointers && isPointerToText && position === 'value' ? sequence(pointers.dereference, call) : call;
  }

  private callForText(expression: Exclude<TextExpression, { kind: 'text' | 'concatenation' }>): Layout {
    if (expression.kind === 'constant') return this.notation.constant(expression.type, expression.name);
    return this.writeCall(this.notation.staticMethod(expression.type, expression.method), expression.args);
  }

  private concatenation({ parts }: Concatenation): string {
    return this.notation.concatenate(parts.map((part) => ({
      ...(part.kind === 'text' ? { literal: part.text } : {}),
      code: writeLines(this.write(part, 'value'), this.notation.indent),
    })));
  }

  private pointerTo(kind: 'text' | 'number', code: string, position: ValuePosition): string {
    const { pointers } = this.notation;
    return pointers && position === 'argument' ? pointers[kind](code) : code;
  }

  private writeMethodCall({ target, method, args }: MethodCall): Layout {
    return sequence(this.write(target, 'argument'), this.writeCall(`.${this.notation.method(method)}`, args));
  }

  /** Where all but the last argument are plain text, the brackets of the call stay closed around the last: `f('a', {` … `})`. */
  private writeCall(callee: string, args: readonly CodeExpression[]): Layout {
    const written = this.argumentsOf(args);
    const last = written.at(-1);
    if (last === undefined) return `${callee}()`;
    const isOpenable = OPENABLE.includes(args.at(-1)!.kind) && args.slice(0, -1).every(isText);
    if (written.length > 1 && !isOpenable) return this.argumentGroup(callee, written);
    if (typeof last === 'string') return { ...this.argumentGroup(callee, written), reluctant: true };
    return sequence(`${callee}(${written.slice(0, -1).map((each) => `${onOneLine(each)}, `).join('')}`, last, ')');
  }

  private argumentGroup(callee: string, args: readonly Layout[]): LayoutGroup {
    return this.group({ open: `${callee}(`, close: ')' }, args, this.notation.trailingComma.call);
  }

  private argumentsOf(args: readonly CodeExpression[]): Layout[] {
    const given = this.notation.pointers ? args : args.filter(({ kind }) => kind !== 'omitted');
    return given.flatMap((each) => {
      const keywords = each.kind === 'struct' && each.asKeywords && this.notation.structs === 'keywords';
      return keywords ? this.fieldsOf(each) : [this.write(each, 'argument')];
    });
  }

  private writeMap({ entries }: MapLiteral, position: ValuePosition): Layout {
    const written = entries.map(({ key, value }) => this.notation.entry(key, this.write(value, 'value'), entries.length));
    return this.group(this.notation.map(position, entries.length), written);
  }

  private writeList(list: ListLiteral, position: ValuePosition): Layout {
    return this.group(this.notation.list(list, position), list.items.map((item) => this.write(item, position)));
  }

  private writeStruct(struct: StructLiteral): Layout {
    const brackets = this.notation.struct(struct.type);
    const fields = this.fieldsOf(struct);
    if (this.notation.structs !== 'builder') return this.group(brackets, fields);
    return { ...this.group({ open: brackets.open, close: '' }, [...fields, brackets.close]), separator: '' };
  }

  private fieldsOf({ fields }: StructLiteral): Layout[] {
    return fields.map(({ name, value }) => this.notation.field(name, this.write(value, 'argument')));
  }

  private group({ open, close, padded }: Brackets, items: readonly Layout[], trailing = this.notation.trailingComma.literal): LayoutGroup {
    return { kind: 'group', open, items, close, separator: ',', trailing, padded: padded ?? false, reluctant: false };
  }
}

const OPENABLE: readonly CodeExpression['kind'][] = ['map', 'list', 'struct'];

function isText(expression: CodeExpression): boolean {
  const { kind } = expression;
  return kind === 'text' || kind === 'concatenation' || kind === 'constant' || (kind === 'static' && expression.returns === 'text');
}
