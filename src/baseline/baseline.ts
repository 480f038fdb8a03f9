/**
 * Findings that were there when the check was adopted do not fail it, as long as nobody can assume the role who could not then.
 *
 * The guard and the command judge their roles with this. What it is used for decides how strict it is: a check accepts what the file
 * holds, and so does an update, which only removes; `accept-new` accepts what is found, because it is going to be written.
 */
import * as path from 'path';
import { BaselineRole, RecordedFinding } from './baseline-file';
import { changeSince } from './change-since';
import { identitiesOf, RoleIdentity, textOfIdentity } from './role-identity';
import { StoredTrust, trustToStore } from './stored-trust';
import { Acceptance, AcceptanceOf, AuditSettings, JudgedFinding, judgedFindings, KnownFindings, RoleAudit } from '../assessment/assess';
import { FindingKind, isAboutRequest, kindOfProblem, kindOfQuestion, textOfKind } from '../assessment/finding-kind';
import { TrustChange } from '../diff/compare-trust';
import { RoleToCompare } from '../diff/role-to-compare';
import { Finding } from '../findings/finding';
import { nameOfRole } from '../findings/role-source';
import { describeWitness } from '../findings/wording';

export type BaselineUse = 'guard' | 'check' | 'update' | 'accept-new';

/** Why a finding of the baseline does not fail the build. */
export interface BaselineAcceptance extends Acceptance {
  readonly by: 'baseline';
}

/** What was found about a role, for the end of the run. */
export interface FoundInRole {
  readonly name: string;
  readonly identity: RoleIdentity;
  readonly entry?: BaselineRole;
  /** By its text: each kind of finding that is not accepted in another way, and how often it was found. */
  readonly kinds: Map<string, Required<RecordedFinding>>;
  /** What is to be written about who can assume it. Undefined for a check. */
  readonly trust?: StoredTrust;
}

export interface JudgedWithBaseline<Accepted extends Acceptance> {
  readonly findings: readonly JudgedFinding<Accepted | BaselineAcceptance>[];
  readonly found: FoundInRole;
}

export class Baseline {
  private readonly byIdentity: ReadonlyMap<string, BaselineRole>;
  private readonly folder: string;
  private readonly acceptance: BaselineAcceptance;

  /** @param file for messages, and because paths of other files are relative to its folder */
  constructor(public readonly file: string, public readonly roles: readonly BaselineRole[], public readonly use: BaselineUse = 'check') {
    this.byIdentity = new Map(roles.map((role) => [textOfIdentity(role.role), role]));
    this.folder = path.dirname(path.resolve(file));
    this.acceptance = { by: 'baseline', reason: `in the baseline ${path.basename(file)}` };
  }

  /** The findings about a role. To be called only if there is something to report. */
  public judge<Accepted extends Acceptance>(
    role: RoleToCompare, audit: RoleAudit, settings: AuditSettings, acceptanceOf: AcceptanceOf<Accepted>,
  ): JudgedWithBaseline<Accepted> {
    const { known, trust, noLonger, entry, identity } = this.look(role);
    const judged = judgedFindings<Accepted | BaselineAcceptance>(audit, settings, acceptanceOf, known);
    const found: FoundInRole = { name: nameOfRole(role.source), identity, entry, kinds: new Map(), trust };
    const kinds = this.use === 'guard' ? kindsOfAudit(audit) : judged.filter((each) => this.isForBaseline(each)).flatMap(kindsOf);
    kinds.forEach((kind) => note(found, kind));
    const findings = judged.map((each) => (
      each.acknowledgement || noLonger === undefined ? each : { ...each, finding: { ...each.finding, baseline: noLonger } }
    ));
    return { findings, found };
  }

  /**
   * A finding that several roles have together.
   *
   * @param foundBefore what was found about the same role, if it has findings of its own; it notes this one too
   */
  public acceptShared(
    role: RoleToCompare, finding: Finding, foundBefore: (identity: RoleIdentity) => FoundInRole | undefined,
  ): { readonly found: FoundInRole; readonly acceptance?: BaselineAcceptance } {
    const kind = { rule: finding.ruleId, opening: 'several roles' };
    const { known, trust, entry, identity } = this.look(role);
    const before = foundBefore(identityInBaseline({ identity, entry }));
    const noted = before ?? { name: nameOfRole(role.source), identity, entry, kinds: new Map(), trust };
    note(noted, kind);
    return { found: noted, acceptance: known?.isKnown(kind, 1) ? this.acceptance : undefined };
  }

  /** Not accepted in another way. */
  private isForBaseline({ acknowledgement }: JudgedFinding<Acceptance>): boolean {
    return acknowledgement === undefined || acknowledgement === this.acceptance;
  }

  private look(role: RoleToCompare): {
    readonly identity: RoleIdentity;
    readonly entry?: BaselineRole;
    readonly known?: KnownFindings<BaselineAcceptance>;
    /** Why the baseline no longer accepts the findings of this role. */
    readonly noLonger?: string;
    readonly trust?: StoredTrust;
  } {
    const identities = identitiesOf(role.source, this.folder);
    const entry = identities.map((each) => this.byIdentity.get(textOfIdentity(each))).find((each) => each !== undefined);
    const [identity] = identities;
    if (this.use === 'accept-new') {
      return { identity, entry, known: { acceptance: this.acceptance, isKnown: () => true }, trust: trustToStore(role) };
    }
    if (entry === undefined) return { identity };
    const { change, today } = changeSince(entry, role);
    if (!change.admitsNobodyNew) return { identity, entry, noLonger: inWords(change), trust: entry };
    return { identity, entry, known: { acceptance: this.acceptance, isKnown: (...kind) => holds(entry, ...kind) }, trust: today };
  }
}

/** Several roles can share the best identity that the guard knows, and only one has it in the baseline. */
export function identityInBaseline({ identity, entry }: Pick<FoundInRole, 'identity' | 'entry'>): RoleIdentity {
  return entry?.role ?? identity;
}

function note({ kinds }: FoundInRole, kind: FindingKind): void {
  const text = textOfKind(kind);
  kinds.set(text, { ...kind, times: (kinds.get(text)?.times ?? 0) + 1 });
}

function holds({ findings }: BaselineRole, kind: FindingKind, times: number): boolean {
  const recorded = findings.find((each) => textOfKind(each) === textOfKind(kind));
  return recorded !== undefined && (isAboutRequest(kind) || times <= (recorded.times ?? 1));
}

function kindsOf({ about, questions = [] }: JudgedFinding): readonly FindingKind[] {
  const problems = about ? [about.leader, ...about.followers] : [];
  return [...problems.map(kindOfProblem), ...questions.map(kindOfQuestion)];
}

/** Acknowledged ones too: the command that wrote the baseline does not see an acknowledgement at the App or at a Stage. */
function kindsOfAudit({ problems, questions }: RoleAudit): readonly FindingKind[] {
  return [...problems.map(kindOfProblem), ...questions.map(kindOfQuestion)];
}

function inWords({ newlyAllowed, reasons }: TrustChange): string {
  return newlyAllowed
    ? `no longer accepts the findings of this role, because it now allows ${describeWitness(newlyAllowed)}`
    : `no longer accepts the findings of this role, because it is undecided who can assume it now: ${reasons.join('; ')}`;
}
