/**
 * `Fn::ForEach` in the `Resources` of a template (AWS::LanguageExtensions): it creates resources for each value of a list. If
 * the values are not known, the resources are read once, for a value that can be anything.
 *
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
import { NO_CHOICES } from './deploy-time-choices';
import { DeployTimeContext } from './deploy-time-context';
import { originIn } from './resolution';
import { IntrinsicResolution, ResolutionBudget } from './resolve-intrinsics';
import { isObject, JsonObject } from './template';
import { holeFrom } from '../policy/holes';
import { Hole, isKnown, PartlyKnownText, textOf } from '../policy/partly-known-text';
import { MapEntry, ResolvedMap, valueOfText } from '../policy/resolved-value';

/** CloudFormation allows 500 resources in a template. */
const MAX_RESOURCES = 500;

const LOOP = 'Fn::ForEach::';

type Resources = readonly (readonly [logicalId: string, resource: unknown])[];

/** Undefined if the key is not such a loop, or one that CloudFormation would reject. */
export function expandedResources(key: string, value: unknown, context: DeployTimeContext): Resources | undefined {
  if (!key.startsWith(LOOP) || !Array.isArray(value) || value.length !== 3) return undefined;
  const [identifier, collection, body] = value as unknown[];
  if (typeof identifier !== 'string' || !isObject(body)) return undefined;
  const values = knownItems(collection, context) ?? [holeFrom(originIn(context, { kind: 'loop', name: key, scope: context.scope }))];
  const expanded: (readonly [string, unknown])[] = [];
  for (const each of values) {
    const loop = new LoopValue(identifier, each);
    for (const [name, content] of Object.entries(body)) {
      const made = [loop.nameOf(name), loop.putInto(content)] as const;
      const inner = name.startsWith('Fn::') ? expandedResources(...made, context) : [made];
      if (inner === undefined || expanded.length + inner.length > MAX_RESOURCES) return undefined;
      expanded.push(...inner);
    }
  }
  return expanded;
}

function knownItems(collection: unknown, context: DeployTimeContext): string[] | undefined {
  const values = new IntrinsicResolution(NO_CHOICES, new ResolutionBudget()).resolve(collection, context);
  const isList = Array.isArray(values) && values.every((value): value is string => typeof value === 'string');
  return isList && values.length <= MAX_RESOURCES ? values : undefined;
}

/** One value of the loop: it replaces `${Name}`, `&{Name}` (without the characters that a logical ID cannot contain) and `Ref: Name`. */
class LoopValue {
  constructor(private readonly identifier: string, private readonly value: string | Hole) { }

  /** A name that is not known stays as written. */
  public nameOf(written: string): string {
    const text = this.textOf(written);
    return isKnown(text) ? text : written;
  }

  public putInto(node: unknown): unknown {
    if (typeof node === 'string') return valueOfText(this.textOf(node));
    if (Array.isArray(node)) return node.map((item) => this.putInto(item));
    return isObject(node) ? this.putIntoMap(node) : node;
  }

  private putIntoMap(map: JsonObject): unknown {
    const names = Object.keys(map);
    if (names.length === 1 && names[0] === 'Ref' && map.Ref === this.identifier) return valueOfText(textOf([this.value]));
    const entries = names.map((name): MapEntry => [this.textOf(name), this.putInto(map[name])]);
    return entries.every(([name]) => isKnown(name)) ? Object.fromEntries(entries) : new ResolvedMap(entries);
  }

  private textOf(text: string): PartlyKnownText {
    if (!text.includes('{')) return text;
    const inName = typeof this.value === 'string' ? this.value.replace(/[^A-Za-z0-9]/g, '') : this.value;
    const parts = text.split(`\${${this.identifier}}`).map((part) => part.split(`&{${this.identifier}}`));
    return textOf(parts.flatMap((part, index) => [
      ...(index === 0 ? [] : [this.value]),
      ...part.flatMap((piece, at) => (at === 0 ? [piece] : [inName, piece])),
    ]));
  }
}
