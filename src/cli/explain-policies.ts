/** The policies that are given in addition to the trust policy. */
import { ExplainFlags } from './explain-flags';
import { Caller, callerAccount, isSession } from '../evaluation/assume-role-request';
import { GivenPolicies, GivenPolicy, PolicyUse, readGivenPolicy, readPolicyLevels } from '../explain/policies/given-policy';
import { refuse } from '../input/input-error';
import { readDocument } from '../input/read-document';

export function readGivenPolicies(flags: ExplainFlags, caller: Caller): GivenPolicies {
  refuseWhatDoesNotBind(flags, caller);
  const all = (files: readonly string[], use: PolicyUse) => (files.length === 0 ? undefined : files.map((file) => readPolicy(file, use)));
  const rcpLevels = levelsOf(flags.rcp, 'rcp');
  return {
    identity: all(flags.callerPolicy, 'caller-policy'),
    boundary: all(flags.boundary === undefined ? [] : [flags.boundary], 'boundary'),
    session: all(flags.sessionPolicy, 'session-policy'),
    scpLevels: levelsOf(flags.scp, 'scp'),
    rcps: rcpLevels?.flat(),
  };
}

/** A token, an assertion and a service have no policies, and no SCP applies to them. */
function refuseWhatDoesNotBind({ callerPolicy, boundary, sessionPolicy, scp }: ExplainFlags, caller: Caller): void {
  const given: readonly (readonly [flag: string, isGiven: boolean])[] = [
    ['--caller-policy', callerPolicy.length > 0], ['--boundary', boundary !== undefined], ['--session-policy', sessionPolicy.length > 0],
    ['--scp', scp.length > 0],
  ];
  const [flag] = given.find(([, isGiven]) => isGiven) ?? [];
  if (flag !== undefined && callerAccount(caller) === undefined) {
    const why = flag === '--scp' ? 'no SCP binds this kind of caller' : 'this kind of caller has no policies';
    refuse(flag, `is specified, but ${why}: omit it`);
  }
  if (sessionPolicy.length > 0 && !isSession(caller)) {
    refuse('--session-policy', 'is specified, but the caller is not a role session: ' +
    'omit it');
  }
}

/** The files without levels are attached to the same target: together they are one level. */
function levelsOf(files: readonly string[], use: 'scp' | 'rcp'): readonly (readonly GivenPolicy[])[] | undefined {
  if (files.length === 0) return undefined;
  const read = files.map((file) => usable(file, readPolicyLevels(file, readDocument(file), use)));
  const single = read.filter((levels) => levels.length === 1 && levels[0].length === 1).flat(2);
  const several = read.filter((levels) => levels.length !== 1 || levels[0].length !== 1).flat();
  return [...single.length > 0 ? [single] : [], ...several];
}

function readPolicy(file: string, use: PolicyUse): GivenPolicy {
  return usable(file, readGivenPolicy(file, readDocument(file), use));
}

/** @param read the content of a file, or what is wrong with it */
export function usable<T extends object>(file: string, read: T | string): T {
  if (typeof read === 'string') refuse(file, read);
  return read;
}
