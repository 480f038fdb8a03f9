/**
 * Fixes one role after the other: the first fix of a finding is applied, the trust policy is judged again, and so on until no finding with
 * a fix is left. Each step is proved on the result of the steps before it.
 */
import { DraftOfRole } from './draft-of-role';
import { NamedFix, PlaceholderNames } from './set-values';
import { auditRole, AuditSettings, AuditSubject, JudgedFinding, judgedFindings } from '../../assessment/assess';
import { Finding } from '../../findings/finding';
import { Fix, JsonEdit, Placeholder } from '../../findings/fix';
import { refuse } from '../../input/input-error';
import { InputRole } from '../../input/input-role';
import { editableDocument } from '../../remedies/draft-policy';
import { editsBetween } from '../../remedies/json-edit';
import { fillPlaceholders } from '../../remedies/placeholders';
import { withDeclarations } from '../../remedies/prove';
import { RoleRemedies } from '../../remedies/remedies-for';

/** A fix can close several findings, and occasionally opens another one at a lower level. */
const MOST_ROUNDS = 30;
const TOO_MANY = 'there are too many findings about this role: run fix again after these fixes';

export interface PlannedFix {
  readonly finding: Finding;
  readonly fix: Fix;
  /** Other fixes of the same finding. */
  readonly others: readonly Fix[];
  /** `waiting`: it is not written, because some placeholders have no value. */
  readonly state: 'applied' | 'declared' | 'waiting';
}

export interface LeftFinding {
  readonly finding: Finding;
  readonly noFix?: string;
}

export interface RolePlan {
  readonly role: InputRole;
  readonly steps: readonly PlannedFix[];
  /** Relative to the trust policy as it was read: the edits of all applied steps. */
  readonly edits: readonly JsonEdit[];
  /** The trust policy after the fixes, with `<name>` for missing values. */
  readonly printed: unknown;
  /** The same, with the examples. */
  readonly document: unknown;
  readonly left: readonly LeftFinding[];
}

export interface Choice {
  readonly names: PlaceholderNames;
  /** Default: all rules. */
  readonly rules: readonly string[];
  /** Only fixes without open placeholders are applied. */
  readonly isWriting: boolean;
}

export function planFixes(role: InputRole, settings: AuditSettings, choice: Choice): RolePlan {
  return new Planner(role, settings, choice).plan();
}

/** Do the chosen rules report it? */
export function isChosen({ ruleId, also = [], level }: Finding, rules: readonly string[]): boolean {
  return level !== 'info' && (rules.length === 0 || [ruleId, ...also].some((id) => rules.includes(id)));
}

interface ChosenFix extends NamedFix {
  /** With the engine's own names for its placeholders. */
  readonly original: Fix;
}

class Planner {
  private readonly draft: DraftOfRole;
  private readonly original: unknown;
  private readonly steps: PlannedFix[] = [];
  private readonly waiting = new Set<string>();
  private left: LeftFinding[] = [];

  constructor(private readonly role: InputRole, private settings: AuditSettings, private readonly choice: Choice) {
    this.original = editableDocument(role.document);
    this.draft = new DraftOfRole(this.original);
  }

  public plan(): RolePlan {
    let rounds = 0;
    while (this.takeStep(rounds < MOST_ROUNDS)) rounds += 1;
    const { printed, document } = this.draft;
    const edits = this.steps.some(({ state }) => state === 'applied') ? editsBetween(this.original, this.filled(printed)) : [];
    return { role: this.role, steps: this.steps, edits, printed: this.filled(printed), document, left: this.left };
  }

  /** If a fix lacks some values, the given ones are still shown, although it is not proved with them. */
  private filled(printed: unknown): unknown {
    return fillPlaceholders(printed, this.choice.names.values);
  }

  private takeStep(mayFix: boolean): boolean {
    this.left = [];
    // As long as nothing is changed, the document can be text, whose findings are about the text.
    const isChanged = this.draft.document !== this.original;
    const subject: AuditSubject = isChanged ? { ...this.role, document: this.draft.document } : this.role;
    const waiverOf = (id: string) => this.role.waivers.find(({ rule }) => rule === id);
    const judged = judgedFindings(auditRole(subject, this.settings), this.settings, waiverOf)
      .filter(({ finding, acknowledgement }) => !acknowledgement && isChosen(finding, this.choice.rules));
    if (judged.length === 0) return false;
    if (!mayFix) {
      this.left = judged.map(({ finding }) => ({ finding, noFix: TOO_MANY }));
      return false;
    }
    const remedies = new RoleRemedies(subject, this.settings);
    let isTaken = false;
    for (const each of judged) {
      if (!isTaken) isTaken = this.tryToFix(each, remedies);
    }
    return isTaken;
  }

  private tryToFix(judged: JudgedFinding, remedies: RoleRemedies): boolean {
    const { finding } = judged;
    const { fixes, noFix } = this.waiting.has(keyOf(finding)) ? { fixes: [], noFix: undefined } : remedies.for(judged);
    const chosen = this.chosenOf(fixes);
    if (chosen === undefined) {
      this.left.push({ finding, noFix });
      return false;
    }
    const others = fixes.filter((fix) => fix !== chosen.original).map((fix) => this.choice.names.named(fix).fix);
    this.choice.names.take(chosen, others);
    const { fix } = this.choice.names.areSet(chosen.fix.placeholders) ? this.provedWithValues(judged, chosen, remedies) : chosen;
    const state = this.apply(fix);
    if (state === undefined) {
      this.waiting.add(keyOf(finding));
      this.left.push({ finding, noFix: 'the fix cannot be combined with those before it: run fix again after them' });
      return false;
    }
    if (state === 'waiting') this.waiting.add(keyOf(finding));
    this.steps.push({ finding, fix, others, state });
    return true;
  }

  /**
   * A fix with edits comes before one that only declares something. Values for all placeholders of an alternative choose it, if the first
   * fix does not have one of these placeholders, and lacks a value or has none that the alternative does not use.
   */
  private chosenOf(fixes: readonly Fix[]): ChosenFix | undefined {
    const rank = (fix: Fix) => (fix.edits.length === 0 ? 2 : fix.config ? 1 : 0);
    const bestFirst = [...fixes].sort((one, other) => rank(one) - rank(other));
    const named = bestFirst.map((original) => ({ original, ...this.choice.names.named(original) }));
    const preferred = named.find(({ fix }) => this.choice.names.isPreferred(fix));
    if (preferred) return preferred;
    const [first] = named;
    if (first === undefined || this.choice.names.areSet(first.fix.placeholders)) return first;
    const isOfFirst = (name: string) => first.fix.placeholders.some((placeholder) => placeholder.name === name);
    const isMeant = ({ fix: { placeholders } }: NamedFix) => (
      this.choice.names.areSet(placeholders) && placeholders.some(({ name }) => !isOfFirst(name))
    );
    return named.find(isMeant) ?? first;
  }

  private provedWithValues(judged: JudgedFinding, chosen: ChosenFix, remedies: RoleRemedies): { readonly fix: Fix } {
    if (chosen.fix.placeholders.length === 0) return chosen;
    const { values } = this.choice.names;
    const originalValues = new Map([...chosen.originalNames].map(([name, original]) => [original, values.get(name)!]));
    const proved = remedies.withValues(judged, chosen.original, originalValues);
    if ('fix' in proved) return proved;
    const written = chosen.fix.placeholders.map(({ name }) => `${name}=${values.get(name)}`).join(', ');
    return refuse('--set', `with ${written}, the fix "${chosen.fix.title}" is not proved: ${proved.found}`);
  }

  private apply(fix: Fix): PlannedFix['state'] | undefined {
    const isOpen = fix.placeholders.length > 0;
    if (this.choice.isWriting && isOpen && fix.edits.length > 0) return 'waiting';
    if (fix.edits.length > 0 && !this.draft.apply(fix)) return undefined;
    if (fix.config) this.settings = withDeclarations(this.settings, fix.config, { all: fix.placeholders });
    return fix.edits.length > 0 ? 'applied' : 'declared';
  }
}

/** The same finding, after another one has been fixed. */
function keyOf({ ruleId, statement, message }: Finding): string {
  return JSON.stringify([ruleId, statement?.sid ?? statement?.index, message]);
}

/** The placeholders without a value, in the steps that are printed or waiting. */
export function openPlaceholders(steps: readonly PlannedFix[], values: ReadonlyMap<string, string>): readonly Placeholder[] {
  return steps.flatMap(({ fix }) => fix.placeholders.filter(({ name }) => !values.has(name)));
}
