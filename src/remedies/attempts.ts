/** Changes to one statement, to be tried: on the statement as it is, or on a part of it that is split off first. */
import { StatementChange, UNCHANGED } from './conditions';
import { DraftPolicy, DraftStatement, NotEditable } from './draft-policy';
import { NamedPlaceholders } from './placeholders';
import { FixAttempt, draftOf } from './situation';
import { Declarations } from '../findings/fix';
import { Principal } from '../policy/principal';
import { Statement } from '../policy/trust-policy';

export interface TitledChange {
  readonly title: string;
  readonly change: StatementChange;
}

export function attempt(
  title: string, statement: Statement, change: (draft: DraftStatement, placeholders: NamedPlaceholders) => void,
): FixAttempt {
  return { title, change: (draft, placeholders) => change(draftOf(draft, statement), placeholders) };
}

/**
 * Each change of the whole statement; then, where the statement names principals of several kinds, each change of a part of it. Callers of
 * one kind may be unable to satisfy what is required of the others: no service sends an ExternalId, and no role has MFA.
 */
export function attemptsOn(statement: Statement, changes: readonly TitledChange[], config?: Declarations): readonly FixAttempt[] {
  const whole = changes.map(({ title, change }): FixAttempt => ({
    title,
    config,
    ...change !== UNCHANGED && { change: (draft, placeholders) => change(draftOf(draft, statement), statement, placeholders) },
  }));
  const parts = [isAwsPrincipal, mayBeUser].filter((isConcerned) => {
    const concerned = statement.principals.filter(isConcerned).length;
    return concerned > 0 && concerned < statement.principals.length;
  });
  const changing = changes.filter(({ change }) => change !== UNCHANGED);
  const split = parts.flatMap((isConcerned) => changing.map(({ title, change }): FixAttempt => ({
    title: `${title}, in a statement of its own`,
    config,
    change: (draft, placeholders) => changePart(draft, statement, isConcerned, change, placeholders),
  })));
  return [...whole, ...split];
}

function changePart(
  draft: DraftPolicy,
  statement: Statement,
  isConcerned: (principal: Principal) => boolean,
  change: StatementChange,
  placeholders: NamedPlaceholders,
): void {
  const rest = draftOf(draft, statement);
  const written = rest.principals;
  if (written.length !== statement.principals.length) throw new NotEditable('the principals are not written out');
  const part = draft.split(rest);
  part.principals = written.filter((_, index) => isConcerned(statement.principals[index]));
  rest.principals = written.filter((_, index) => !isConcerned(statement.principals[index]));
  change(part, { ...statement, principals: statement.principals.filter(isConcerned) }, placeholders);
}

export function isAwsPrincipal({ kind }: Principal): boolean {
  return kind !== 'service' && kind !== 'oidc-provider' && kind !== 'saml-provider' && kind !== 'web-identity';
}

function mayBeUser({ kind }: Principal): boolean {
  return kind === 'user' || kind === 'account' || kind === 'anyone' || kind === 'malformed';
}
