/**
 * Reads one statement. Every statement of the document comes out, also one that is no statement at all: then it is one of which
 * nothing is known.
 */
import { ConditionClause } from './condition';
import { excerptOf } from './json-text';
import { isKnown, PartlyKnownText } from './partly-known-text';
import { ProblemLog } from './policy-problems';
import { Principal } from './principal';
import { readConditions } from './read-condition';
import { readPrincipals } from './read-principal';
import { DeployTimeValue, entriesFrom, HoledText, MapEntry, textFrom, typeInWords } from './resolved-value';
import { Statement } from './trust-policy';

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'] as const;

type ElementName = typeof ELEMENTS[number];

const ELEMENTS_IN_LOWER_CASE: ReadonlyMap<string, ElementName> = new Map(ELEMENTS.map((name) => [name.toLowerCase(), name]));

export function readStatement(value: unknown, index: number, log: ProblemLog): Statement {
  const entries = entriesFrom(value);
  if (!entries) return notAStatement(value, index, log);
  return new StatementReader(index, log).read(entries);
}

function notAStatement(value: unknown, index: number, log: ProblemLog): Statement {
  const isKnownLater = value instanceof DeployTimeValue || !isKnown(textFrom(value) ?? '');
  if (isKnownLater) log.unreadable(index, `it is known at deployment only (${typeInWords(value)})`, 'write the statement out in the template');
  else log.rejected(index, `it is ${typeInWords(value)}, not a statement`, 'write an object with `Effect`, `Principal` and `Action`');
  return unknownStatement(index, isKnownLater ? 'the statement is known at deployment only' : `the statement is ${typeInWords(value)}`);
}

/** A statement that may say anything. */
export function unknownStatement(index: number, why: string): Statement {
  const anybody: Principal = { kind: 'unknown', written: '', what: why };
  return { index, effect: 'unknown', principals: [anybody], notPrincipal: false, actions: [], notAction: false, conditions: [], unreadable: [why] };
}

class StatementReader {
  private readonly elements = new Map<ElementName, unknown>();
  private readonly unreadable: string[] = [];

  constructor(private readonly index: number, private readonly log: ProblemLog) {}

  public read(entries: readonly MapEntry[]): Statement {
    for (const [name, value] of entries) this.note(name, value);
    const sid = this.readSid();
    const effect = this.readEffect();
    const principals = this.readPrincipals();
    const actions = this.readActions();
    const conditions = this.readConditions();
    this.refuseResource();
    return {
      index: this.index,
      ...sid !== undefined && { sid },
      effect,
      principals,
      notPrincipal: !this.elements.has('Principal') && this.elements.has('NotPrincipal'),
      actions,
      notAction: !this.elements.has('Action') && this.elements.has('NotAction'),
      conditions,
      unreadable: this.unreadable,
    };
  }

  /** IAM takes the names of elements in one spelling only; we read the others too, to show what was meant. */
  private note(name: PartlyKnownText, value: unknown): void {
    const element = isKnown(name) ? ELEMENTS_IN_LOWER_CASE.get(name.toLowerCase()) : undefined;
    if (!isKnown(name)) this.unreadable.push(`the name of an element is known at deployment only (${excerptOf(name)})`);
    else if (!element) this.log.rejected(this.index, `\`${excerptOf(name)}\` is no element of a statement`, `use ${ELEMENTS.slice(0, 6).join(', ')} and Condition only`);
    else if (element !== name) this.log.rejected(this.index, `\`${name}\` has to be spelled \`${element}\``, `write \`${element}\``);
    if (!element) return;
    if (this.elements.has(element)) {
      this.log.rejected(this.index, `\`${element}\` is given twice, in different case`, 'keep one of them');
      this.unreadable.push(`\`${element}\` is given twice`);
    } else {
      this.elements.set(element, value);
    }
  }

  private readSid(): string | undefined {
    if (!this.elements.has('Sid')) return undefined;
    const value = this.elements.get('Sid');
    const sid = textFrom(value);
    if (sid === undefined) {
      this.log.rejected(this.index, `\`Sid\` is ${typeInWords(value)}`, 'write a string of letters and digits');
    } else if (isKnown(sid) && !/^[A-Za-z0-9]*$/.test(sid)) {
      this.log.rejected(this.index, `\`Sid\` "${excerptOf(sid)}" holds other characters than letters and digits`, 'use A-Z, a-z and 0-9 only');
    }
    return sid !== undefined && isKnown(sid) ? sid : undefined;
  }

  private readEffect(): Statement['effect'] {
    if (!this.elements.has('Effect')) {
      this.log.rejected(this.index, 'it has no `Effect`', 'add `"Effect": "Allow"`');
      return 'unknown';
    }
    const value = this.elements.get('Effect');
    const effect = textFrom(value);
    if (effect === 'Allow' || effect === 'Deny') return effect;
    if (value instanceof DeployTimeValue || value instanceof HoledText) {
      this.log.unreadable(this.index, `its \`Effect\` is known at deployment only (${typeInWords(value)})`, 'write `Allow` or `Deny`');
      return 'unknown';
    }
    this.log.rejected(this.index, `\`Effect\` is ${effect === undefined ? typeInWords(value) : `"${excerptOf(effect)}"`}`, 'write `Allow` or `Deny`');
    const meant = String(effect).toLowerCase();
    return meant === 'allow' ? 'Allow' : meant === 'deny' ? 'Deny' : 'unknown';
  }

  private readPrincipals(): readonly Principal[] {
    const element = this.oneOf('Principal', 'NotPrincipal', 'say who is meant: `"Principal": { "AWS": "arn:aws:iam::<12 digits>:role/<name>" }`');
    if (this.elements.has('NotPrincipal')) {
      this.log.rejected(this.index, '`NotPrincipal` is not accepted in a trust policy', 'name the principals that may come under `Principal`');
    }
    if (!element) return [];
    const { principals, unreadable } = readPrincipals(element, this.elements.get(element), this.index, this.log);
    this.unreadable.push(...unreadable);
    return principals;
  }

  private readActions(): readonly PartlyKnownText[] {
    const element = this.oneOf('Action', 'NotAction', 'add `"Action": "sts:AssumeRole"`');
    if (!element) return [];
    const value = this.elements.get(element);
    const items = Array.isArray(value) ? value : [value];
    if (items.length === 0) {
      this.log.rejected(this.index, `\`${element}\` is empty`, 'name at least one action, such as `sts:AssumeRole`');
      this.unreadable.push(`\`${element}\` is empty`);
    }
    return items.map((item) => this.readAction(element, item)).filter((action) => action !== undefined);
  }

  private readAction(element: ElementName, value: unknown): PartlyKnownText | undefined {
    const action = textFrom(value);
    if (action === undefined) {
      if (value instanceof DeployTimeValue) this.unreadable.push(`its actions are known at deployment only (${value.hole.what})`);
      else this.refuseAction(element, typeInWords(value));
    } else if (isKnown(action) && !/^(\*|(\*|[a-zA-Z0-9-]+):[a-zA-Z0-9*?]+)$/.test(action)) {
      this.log.rejected(this.index, `\`${excerptOf(action)}\` is no action`, 'write an action as `service:name`: `sts:AssumeRole`');
    }
    return action;
  }

  private refuseAction(element: ElementName, type: string): void {
    this.log.rejected(this.index, `\`${element}\` holds ${type}`, 'write actions as strings, or as one list of strings');
    this.unreadable.push(`\`${element}\` holds ${type}`);
  }

  private readConditions(): readonly ConditionClause[] {
    if (!this.elements.has('Condition')) return [];
    const { clauses, unreadable } = readConditions(this.elements.get('Condition'), this.index, this.log);
    this.unreadable.push(...unreadable);
    return clauses;
  }

  private refuseResource(): void {
    for (const element of ['Resource', 'NotResource'] as const) {
      if (this.elements.has(element)) this.log.rejected(this.index, `\`${element}\` is not accepted in a trust policy`, 'leave it out: the resource is the role itself');
    }
  }

  /** Which of two elements that exclude each other is there? */
  private oneOf(element: ElementName, opposite: ElementName, fix: string): ElementName | undefined {
    if (this.elements.has(element)) {
      if (!this.elements.has(opposite)) return element;
      this.log.rejected(this.index, `it has both \`${element}\` and \`${opposite}\``, 'keep one of them');
      this.unreadable.push(`it has both \`${element}\` and \`${opposite}\``);
      return element;
    }
    if (this.elements.has(opposite)) return opposite;
    this.log.rejected(this.index, `it has neither \`${element}\` nor \`${opposite}\``, fix);
    this.unreadable.push(`it has neither \`${element}\` nor \`${opposite}\``);
    return undefined;
  }
}
