/** The end of a run with a baseline: what of it is no longer found, and what it should hold from now on. */
import { Baseline, FoundInRole, identityInBaseline } from './baseline';
import { BaselineProblem, BaselineRole, RecordedFinding, sortedFindings } from './baseline-file';
import { textOfIdentity } from './role-identity';
import { isSameJson } from './same-json';
import { isAboutRequest, textOfKind } from '../assessment/finding-kind';

export interface UpdatedBaseline {
  readonly roles: readonly BaselineRole[];
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * How many roles of the baseline have a finding there that was not found.
 *
 * @throws BaselineProblem if it cannot be said which of two roles an entry is about
 */
export function countStale(baseline: Baseline, found: readonly FoundInRole[]): number {
  const byIdentity = rolesByIdentity(found.filter(({ entry }) => entry !== undefined));
  return baseline.roles.filter(({ role, findings }) => {
    const kinds = byIdentity.get(textOfIdentity(role))?.kinds;
    return findings.some((finding) => !kinds?.has(textOfKind(finding)));
  }).length;
}

/** @throws BaselineProblem if two roles have the same identity */
export function updatedBaseline(baseline: Baseline, found: readonly FoundInRole[]): UpdatedBaseline {
  const isAccepting = baseline.use === 'accept-new';
  const byIdentity = rolesByIdentity(isAccepting ? found : found.filter(({ entry }) => entry !== undefined));
  const before = new Map(baseline.roles.map((role) => [textOfIdentity(role.role), role]));
  const roles = [...byIdentity.values()].map((each) => writtenRole(each, isAccepting)).filter(({ findings }) => findings.length > 0);
  const after = new Set(roles.map(({ role }) => textOfIdentity(role)));
  const isUnchanged = (role: BaselineRole) => isSameJson(before.get(textOfIdentity(role.role)), role);
  return {
    roles,
    added: roles.filter(({ role }) => !before.has(textOfIdentity(role))).length,
    changed: roles.filter((role) => before.has(textOfIdentity(role.role)) && !isUnchanged(role)).length,
    removed: [...before.keys()].filter((identity) => !after.has(identity)).length,
  };
}

function writtenRole({ identity, entry, kinds, trust }: FoundInRole, isAccepting: boolean): BaselineRole {
  const { account, region, partition, trustPolicy, templates, isOnlyComparedAsText } = trust!;
  const role = isAccepting || !entry ? identity : entry.role;
  const found = [...kinds.values()].map(({ rule, opening, times }): RecordedFinding => {
    const before = entry?.findings.find((each) => textOfKind(each) === textOfKind({ rule, opening }));
    const most = isAccepting ? times : Math.min(times, before?.times ?? 1);
    return { rule, opening, ...most > 1 && !isAboutRequest({ rule, opening }) && { times: most } };
  });
  const findings = isAccepting ? found : found.filter((each) => entry?.findings.some((known) => textOfKind(known) === textOfKind(each)));
  return { role, findings: sortedFindings(findings), account, region, partition, trustPolicy, templates, isOnlyComparedAsText };
}

/** Only the name of a role in an account can be in several inputs and still be one role. */
function rolesByIdentity(found: readonly FoundInRole[]): ReadonlyMap<string, FoundInRole> {
  const byIdentity = new Map<string, FoundInRole>();
  for (const each of found) {
    const identity = identityInBaseline(each);
    const key = textOfIdentity(identity);
    const known = byIdentity.get(key);
    if (known === undefined) {
      byIdentity.set(key, each);
    } else if (identity.account === undefined) {
      throw new BaselineProblem(
        `cannot tell apart two roles that are both called ${each.name}: check their inputs one after the other, each with its own baseline`,
      );
    } else if (isSameJson(known.trust, each.trust)) {
      byIdentity.set(key, { ...each, kinds: new Map([...known.kinds, ...each.kinds]) });
    } else {
      throw new BaselineProblem(
        `cannot hold two trust policies of one role: ${each.name} in account ${identity.account} is in the inputs twice, `
        + 'with different trust policies',
      );
    }
  }
  return byIdentity;
}
