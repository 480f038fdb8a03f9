/**
 * Reads one statement. Every item of the document becomes a statement; if it is not a statement, it becomes one about which nothing
 * is known.
 */
import { ConditionClause } from './condition';
import { excerptOf } from './json-text';
import { isKnown, PartlyKnownText } from './partly-known-text';
import { ProblemLog } from './policy-problems';
import { Principal } from './principal';
import { readConditions } from './read-condition';
import { readElementName, readKeyword } from './read-element';
import { readPrincipals } from './read-principal';
import { DeployTimeValue, entriesFrom, isKnownLater, MapEntry, textFrom, typeInWords } from './resolved-value';
import { Statement } from './trust-policy';

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'] as const;

/**
 * All actions that IAM accepts in a trust policy. It rejects other actions, and misspelled ones such as `sts:TagSessions`, with "AssumeRole
 * policy may only specify STS AssumeRole actions". (Whether it accepts `sts:AssumeRoot`, which lets no principal assume a role, is not
 * documented.)
 */
const ACCEPTED_ACTIONS = [
  'sts:assumerole', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity', 'sts:assumeroot', 'sts:tagsession', 'sts:setsourceidentity',
  'sts:setcontext',
];
const FIX_OF_ACTION = 'allow `sts:AssumeRole`, `sts:AssumeRoleWithSAML` or `sts:AssumeRoleWithWebIdentity`, and `sts:TagSession`, ' +
  '`sts:SetSourceIdentity` or `sts:SetContext` where needed; what the role may do once it is assumed belongs in its permissions policies';

/** A pattern is accepted if one of them begins with the text before its first wildcard. */
function mayBeInTrustPolicy(action: string): boolean {
  const lowerCase = action.toLowerCase();
  if (ACCEPTED_ACTIONS.includes(lowerCase)) return true;
  const [beginning] = lowerCase.split(/[*?]/);
  return beginning.length < action.length && ACCEPTED_ACTIONS.some((accepted) => accepted.startsWith(beginning));
}

type ElementName = typeof ELEMENTS[number];

export function readStatement(value: unknown, index: number, log: ProblemLog): Statement {
  const ownLog = log.ofStatement(index);
  const entries = entriesFrom(value);
  return entries ? new StatementReader(index, ownLog).read(entries) : notAStatement(value, index, ownLog);
}

function notAStatement(value: unknown, index: number, log: ProblemLog): Statement {
  if (isKnownLater(value)) {
    log.unreadable(`it is known at deployment only (${typeInWords(value)})`, 'write the statement out in the template');
    return unknownStatement(index, 'the statement is known at deployment only');
  }
  log.rejected(`it is ${typeInWords(value)}, not a statement`, 'write an object with `Effect`, `Principal` and `Action`');
  return unknownStatement(index, `the statement is ${typeInWords(value)}`);
}

/** A statement that can say anything. */
export function unknownStatement(index: number, why: string): Statement {
  const anybody: Principal = { kind: 'unknown', written: '', what: why };
  return {
    index,
    effect: 'unknown',
    principals: [anybody],
    notPrincipal: false,
    actions: [],
    notAction: false,
    conditions: [],
    unreadable: [why],
  };
}

class StatementReader {
  private readonly elements = new Map<ElementName, unknown>();
  private readonly unreadable: string[] = [];

  constructor(private readonly index: number, private readonly log: ProblemLog) {}

  public read(entries: readonly MapEntry[]): Statement {
    for (const [name, value] of entries) this.note(name, value);
    const sid = this.readSid();
    const effect = this.readEffect();
    const whom = this.oneOf(
      'Principal',
      'NotPrincipal',
      'name a principal: `"Principal": { "AWS": "arn:aws:iam::<12 digits>:role/<name>" }`',
    );
    const principals = this.readPrincipals(whom);
    const what = this.oneOf('Action', 'NotAction', 'add `"Action": "sts:AssumeRole"`');
    const actions = this.readActions(what);
    const conditions = this.readConditions();
    this.refuseResource();
    return {
      index: this.index,
      ...sid !== undefined && { sid },
      effect,
      principals,
      notPrincipal: whom === 'NotPrincipal',
      actions,
      notAction: what === 'NotAction',
      conditions,
      unreadable: this.unreadable,
    };
  }

  private note(name: PartlyKnownText, value: unknown): void {
    if (!isKnown(name)) {
      this.unreadable.push(`the name of an element is known at deployment only (${excerptOf(name)})`);
      return;
    }
    const element = readElementName(name, ELEMENTS, 'a statement', `use ${ELEMENTS.slice(0, 6).join(', ')} and Condition only`, this.log);
    if (!element) return;
    if (this.elements.has(element)) {
      this.log.rejected(`\`${element}\` is given twice, in different case`, 'keep one of them');
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
      this.log.rejected(`\`Sid\` is ${typeInWords(value)}`, 'write a string of letters and digits');
    } else if (isKnown(sid) && !/^[A-Za-z0-9]*$/.test(sid)) {
      this.log.rejected(`\`Sid\` "${excerptOf(sid)}" contains characters other than letters and digits`, 'use A-Z, a-z and 0-9 only');
    }
    return sid !== undefined && isKnown(sid) ? sid : undefined;
  }

  private readEffect(): Statement['effect'] {
    if (!this.elements.has('Effect')) {
      this.log.rejected('it has no `Effect`', 'add `"Effect": "Allow"`');
      return 'unknown';
    }
    const value = this.elements.get('Effect');
    const effect = readKeyword('Effect', value, ['Allow', 'Deny'], 'its `Effect`', 'write `Allow` or `Deny`', this.log);
    if (effect) return effect;
    const meant = String(textFrom(value)).toLowerCase();
    return meant === 'allow' ? 'Allow' : meant === 'deny' ? 'Deny' : 'unknown';
  }

  private readPrincipals(element: ElementName | undefined): readonly Principal[] {
    if (this.elements.has('NotPrincipal')) {
      this.log.rejected(
        '`NotPrincipal` is not accepted in a trust policy',
        'name the principals that should have access under `Principal`',
      );
    }
    if (!element) return [];
    const { principals, unreadable } = readPrincipals(element, this.elements.get(element), this.log);
    this.unreadable.push(...unreadable);
    return principals;
  }

  private readActions(element: ElementName | undefined): readonly PartlyKnownText[] {
    if (!element) return [];
    const value = this.elements.get(element);
    const items = Array.isArray(value) ? value : [value];
    if (items.length === 0) this.refuse(`\`${element}\` is empty`, 'name at least one action, such as `sts:AssumeRole`');
    return items.map((item) => this.readAction(element, item)).filter((action) => action !== undefined);
  }

  private readAction(element: ElementName, value: unknown): PartlyKnownText | undefined {
    const action = textFrom(value);
    if (action === undefined) {
      if (value instanceof DeployTimeValue) this.unreadable.push(`its actions are known at deployment only (${value.hole.what})`);
      else this.refuse(`\`${element}\` holds ${typeInWords(value)}`, 'write actions as strings, or as one list of strings');
    } else if (isKnown(action) && !/^(\*|(\*|[a-zA-Z0-9-]+):[a-zA-Z0-9*?]+)$/.test(action)) {
      this.log.rejected(`\`${excerptOf(action)}\` is not an action`, 'write an action as `service:name`: `sts:AssumeRole`');
    } else if (element === 'Action' && isKnown(action) && !mayBeInTrustPolicy(action)) {
      this.log.rejected(`\`${excerptOf(action)}\` is not accepted in a trust policy`, FIX_OF_ACTION);
    }
    return action;
  }

  private readConditions(): readonly ConditionClause[] {
    if (!this.elements.has('Condition')) return [];
    const { clauses, unreadable } = readConditions(this.elements.get('Condition'), this.log);
    this.unreadable.push(...unreadable);
    return clauses;
  }

  private refuseResource(): void {
    for (const element of ['Resource', 'NotResource'] as const) {
      if (this.elements.has(element)) {
        this.log.rejected(`\`${element}\` is not accepted in a trust policy`, 'leave it out: the resource is the role itself');
      }
    }
  }

  /** Which of two mutually exclusive elements does the statement have? */
  private oneOf(element: ElementName, opposite: ElementName, fix: string): ElementName | undefined {
    const there = [element, opposite].filter((name) => this.elements.has(name));
    if (there.length === 2) this.refuse(`it has both \`${element}\` and \`${opposite}\``, 'keep one of them');
    if (there.length === 0) this.refuse(`it has neither \`${element}\` nor \`${opposite}\``, fix);
    return there[0];
  }

  /** IAM rejects the statement, and it is unknown what it means. */
  private refuse(message: string, fix: string): void {
    this.unreadable.push(this.log.rejected(message, fix));
  }
}
