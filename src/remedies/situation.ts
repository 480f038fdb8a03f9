/** What a remedy has to know: the document, what the rules found in it, and which part of that is to be closed. */
import { DraftPolicy, DraftStatement } from './draft-policy';
import { NamedPlaceholders } from './placeholders';
import { AuditSettings, AuditSubject, RoleAudit } from '../assessment/assess';
import { Declarations } from '../findings/fix';
import { TrustPolicyReading, Statement } from '../policy/trust-policy';
import { CallerGroup, Found } from '../rules/rule';
import { RuleSubject } from '../rules/rule-subject';

/** The role before any change. */
export interface RoleBefore {
  /** The document that edits apply to: JSON text has already been parsed. */
  readonly document: unknown;
  readonly subject: AuditSubject;
  readonly settings: AuditSettings;
  readonly audit: RoleAudit;
  readonly reading: TrustPolicyReading;
  readonly rules: RuleSubject;
}

/** What a fix has to close: everything that the rules found about one opening, or the undecided questions. */
export interface ToClose {
  /** The ids of the rules, the leading one first. */
  readonly ruleIds: readonly string[];
  readonly found: readonly Found[];
  /** The statement, as it is in the variant that allows the request; undefined if it is about the whole document. */
  readonly statement?: Statement;
  readonly callers: readonly CallerGroup[];
}

export interface Situation extends ToClose {
  readonly before: RoleBefore;
}

/** One way to close it. It is offered only if it is proved. */
export interface Candidate {
  readonly id: string;
  /** Condition keys, in lower case, that the change is about: conditions on other keys have to stay as they are. */
  readonly about?: readonly string[];
  /** The change takes whole statements, or principals, out of the document. */
  readonly takesOut?: boolean;
  /**
   * The change can allow callers that the document denied: it repairs a statement that nobody could use, or replaces one value by another.
   */
  readonly mayAdmit?: boolean;
  /** Tried in this order: the first that is proved is offered. */
  readonly attempts: readonly FixAttempt[];
}

export interface FixAttempt {
  readonly title: string;
  /** What is declared, in addition. Default: nothing. */
  readonly config?: Declarations;
  /** Changes the copy. Default: nothing is changed, only declared. */
  change?(draft: DraftPolicy, placeholders: NamedPlaceholders): void;
}

/** The statement of the copy that corresponds to a statement of the reading. */
export function draftOf(draft: DraftPolicy, statement: Statement): DraftStatement {
  return draft.statement(statement.index);
}
