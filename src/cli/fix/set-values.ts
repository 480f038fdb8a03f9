/** The values of `--set`, and the names of the placeholders that they fill. */
import { Fix, Placeholder, PlaceholderKind } from '../../findings/fix';
import { listOf } from '../../findings/wording';
import { refuse } from '../../input/input-error';
import { fillPlaceholders } from '../../remedies/placeholders';

/** @param written `role=arn:aws:iam::111122223333:role/app` */
export function readSetValues(written: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const each of written) {
    const [, name, value] = /^<?([a-z0-9-]+)>?=(.+)$/s.exec(each) ?? [];
    if (name === undefined) refuse('--set', `${JSON.stringify(each)} is not NAME=VALUE: expected, for example, --set account=111122223333`);
    if (/<[a-z0-9-]+>/.test(value)) refuse('--set', `the value of ${name} is a placeholder itself: specify the value to write`);
    if (values.has(name)) refuse('--set', `${name} is specified twice`);
    values.set(name, value);
  }
  return values;
}

const NAME = { pattern: /^[\w+=,.@/-]+$/, words: 'a name, optionally with its path' };

/** What IAM accepts, where the engine would accept any text as a name. Other values are checked only by the proof. */
const FORMS: Readonly<Partial<Record<PlaceholderKind, { readonly pattern: RegExp; readonly words: string }>>> = {
  'account': { pattern: /^\d{12}$/, words: '12 digits' },
  'user-name': NAME,
  'role-name': NAME,
  'user-arn': { pattern: /^arn:[\w-]+:iam::\d{12}:user\/[\w+=,.@/-]+$/, words: 'the ARN of an IAM user' },
  'role-arn': { pattern: /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, words: 'the ARN of a role' },
  'external-id': { pattern: /^[\w+=,.@:/-]{2,1224}$/, words: '2 to 1224 letters, digits and any of + = , . @ : / -' },
  'organization': { pattern: /^o-[a-z0-9]{10,32}$/, words: 'an organization ID' },
  'service': { pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)+$/, words: 'a service principal' },
  'source-arn': { pattern: /^arn:/, words: 'an ARN' },
  'oidc-provider-arn': { pattern: /^arn:[\w-]+:iam::\d{12}:oidc-provider\/.+$/, words: 'the ARN of an OIDC provider' },
  'saml-provider-arn': { pattern: /^arn:[\w-]+:iam::\d{12}:saml-provider\/.+$/, words: 'the ARN of a SAML provider' },
};

/** Rejects a value of another kind than the placeholder. */
function checkForm({ name, kind, example }: Placeholder, value: string): void {
  const form = FORMS[kind];
  if (form && !form.pattern.test(value)) refuse('--set', `${name} is ${JSON.stringify(value)}: expected ${form.words}, such as ${example}`);
}

/** A fix whose placeholders have names that no other fix uses. */
export interface NamedFix {
  readonly fix: Fix;
  /** The engine's own name for each of them. */
  readonly originalNames: ReadonlyMap<string, string>;
}

/** A fix, and the one that is made instead. */
interface NotChosen {
  readonly fix: Fix;
  readonly chosen: Fix;
}

/** How to choose an alternative with `--set`. */
interface WayToChoose {
  readonly title: string;
  readonly missing: readonly string[];
  readonly instead: readonly string[];
}

/** Each placeholder of each role is separate, because each can need another value: the second one named `role` becomes `role-2`. */
export class PlaceholderNames {
  private readonly taken = new Set<string>();
  private readonly known: Placeholder[] = [];
  private readonly notChosen: NotChosen[] = [];

  /** @param preferred names that choose an alternative over a fix that could be made without them */
  constructor(public readonly values: ReadonlyMap<string, string>, private readonly preferred: ReadonlySet<string> = new Set()) { }

  /** With the unused names preferred; undefined if that would change nothing. */
  public preferringUnused(): PlaceholderNames | undefined {
    const chosen = this.unused().filter((name) => {
      const { missing, instead } = this.waysToChoose(name) ?? { missing: [name], instead: [] };
      return missing.length + instead.length === 0;
    });
    return chosen.length === 0 ? undefined : new PlaceholderNames(this.values, new Set(chosen));
  }

  public isPreferred({ placeholders }: Fix): boolean {
    return this.areSet(placeholders) && placeholders.some(({ name }) => this.preferred.has(name));
  }

  public named(fix: Fix): NamedFix {
    const originalNames = new Map<string, string>();
    for (const { name } of fix.placeholders) originalNames.set(this.unusedName(name, originalNames), name);
    const newNames = new Map([...originalNames].map(([name, original]) => [original, `<${name}>`]));
    const placeholders = [...originalNames].map(([name], index) => this.withOwnExample({ ...fix.placeholders[index], name }));
    const edits = fillPlaceholders(fix.edits, newNames) as Fix['edits'];
    const config = fix.config && fillPlaceholders(fix.config, newNames) as Fix['config'];
    return { fix: { ...fix, edits, ...config && { config }, placeholders }, originalNames };
  }

  /**
   * Later fixes have other names. The values must be of the right kind.
   *
   * @param others fixes of the same finding
   */
  public take({ fix }: NamedFix, others: readonly Fix[]): void {
    this.notChosen.push(...others.map((other) => ({ fix: other, chosen: fix })));
    for (const placeholder of fix.placeholders) {
      const value = this.values.get(placeholder.name);
      if (value !== undefined) checkForm(placeholder, value);
      this.taken.add(placeholder.name);
    }
    this.known.push(...fix.placeholders);
  }

  /** Is there a value for each? */
  public areSet(placeholders: readonly Placeholder[]): boolean {
    return placeholders.every(({ name }) => this.values.has(name));
  }

  public refuseUnused(): void {
    const [unused] = this.unused();
    if (unused === undefined) return;
    this.refuseNotChosen(unused);
    const names = this.known.map(({ name }) => name).join(', ');
    refuse('--set', `no fix uses ${unused}: ${names === '' ? 'the fixes have no placeholders' : `expected ${names}`}`);
  }

  private unused(): readonly string[] {
    return [...this.values.keys()].filter((name) => !this.taken.has(name));
  }

  private refuseNotChosen(name: string): void {
    const { title, missing, instead } = this.waysToChoose(name) ?? {};
    if (title === undefined || missing === undefined || instead === undefined || missing.length + instead.length === 0) return;
    const steps = [
      ...missing.length > 0 ? [`also specify ${listOf(missing)}`] : [],
      ...instead.length > 0 ? [`omit ${listOf(instead)}`] : [],
    ];
    refuse('--set', `${name} belongs to the alternative "${title}": to choose it, ${listOf(steps)}`);
  }

  /** Of an alternative with this name: the names to be added, and those of the fix that is made instead of it. */
  private waysToChoose(name: string): WayToChoose | undefined {
    const hasName = ({ placeholders }: Fix) => placeholders.some((placeholder) => placeholder.name === name);
    const found = this.notChosen.find(({ fix }) => hasName(fix));
    if (found === undefined) return undefined;
    const wanted = found.fix.placeholders.map((placeholder) => placeholder.name);
    const ofChosen = found.chosen.placeholders.map((placeholder) => placeholder.name);
    return {
      title: found.fix.title,
      missing: wanted.filter((each) => !this.values.has(each)),
      instead: ofChosen.filter((each) => this.values.has(each) && !wanted.includes(each)),
    };
  }

  /** Two roles that trust one ExternalId for different accounts would be a finding. */
  private withOwnExample(placeholder: Placeholder): Placeholder {
    if (placeholder.kind !== 'external-id') return placeholder;
    const earlier = this.known.filter(({ kind }) => kind === 'external-id').length;
    const ending = (parseInt(placeholder.example.slice(-4), 16) + earlier).toString(16).slice(-4).padStart(4, '0');
    return { ...placeholder, example: `${placeholder.example.slice(0, -4)}${ending}` };
  }

  private unusedName(name: string, others: ReadonlyMap<string, string>): string {
    const base = name.replace(/-\d+$/, '');
    let unused = name;
    for (let number = 2; this.taken.has(unused) || others.has(unused); number += 1) unused = `${base}-${number}`;
    return unused;
  }
}
