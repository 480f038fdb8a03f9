/** The commands behind the remedies of causes, and what becomes of the call once all of them have been run. */
import { arnOf, Attempt, RoleInQuestion } from './attempt';
import { allowCallerLine, allowInPolicyLine, callLine, updateTrustPolicyLine } from './commands';
import { Correction } from './corrected-policy';
import { CauseCommand } from './explanation';
import { Failure } from './failure';
import { judgeCall } from './judge-call';
import { GivenPolicies, GivenPolicy, readGivenPolicy } from './policies/given-policy';
import { SHOW_CALLER, showCallerPolicies, showRole } from './settling-commands';
import { commandsThrough } from './trusted-role';
import { isAboutPrincipal } from './word-correction';
import { Remedy, WordingContext } from './wording';
import type { JsonObject } from '../cloudformation/template';

/** What has to be run for one failure. */
export interface PlannedRemedy {
  readonly failure: Failure;
  readonly remedy: Remedy;
}

export function commandsFor({ failure, remedy }: PlannedRemedy, context: WordingContext): readonly CauseCommand[] {
  const { attempt, role, corrected, correction, trustedRole, sourceProfile, callerActions } = context;
  const arn = arnOf(role);
  const known = { caller: attempt.caller, role: arn };
  switch (remedy) {
    case 'call': {
      const run = callLine(corrected, role);
      return [run === undefined ? showRole(known) : { by: 'caller', run }];
    }
    case 'trust-policy': return [
      ...trustedRole && isAboutPrincipal(failure) ? commandsThrough(trustedRole, role, sourceProfile) : [],
      ...correction && 'document' in correction ? commandsOf(correction, role) : [showRole(known)],
    ];
    case 'caller-policy': return [{ by: 'caller-account', run: allowCallerLine(attempt, arn, callerActions) }];
    case 'allow-in-policy': {
      const document = allowingDocument(failure, callerActions, arn.written);
      return [document ? allowInPolicyLine(attempt, failure.place.in, document) : showCallerPolicies(known)];
    }
    case 'look-at-caller': return [showCallerPolicies(known)];
    case 'look-at-role': return [showRole(known)];
    case 'look-who-calls': return [SHOW_CALLER];
  }
}

/** Where the corrected policy requires more than the policy did, the call has to send it. */
function commandsOf({ document, call, requiresMore }: Correction, role: RoleInQuestion): readonly CauseCommand[] {
  const run = requiresMore ? callLine(call, role) : undefined;
  return [
    { by: 'role-owner', run: updateTrustPolicyLine(arnOf(role), document) },
    ...run === undefined ? [] : [{ by: 'caller', run } as const],
  ];
}

/** The given policy with a statement that allows the call. Undefined if it contains deploy-time values. */
function allowingDocument({ lackingPolicy }: Failure, actions: readonly string[], roleArn: string): JsonObject | undefined {
  if (!lackingPolicy || /"(Fn::\w+|Ref)":/.test(JSON.stringify(lackingPolicy.document))) return undefined;
  const { document } = lackingPolicy;
  const own = { Effect: 'Allow', Action: actions.length === 1 ? actions[0] : actions, Resource: roleArn };
  const statements: readonly unknown[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return { ...document, Statement: [...statements, own] };
}

/** The decision once every command has been run: what the engine says about the corrected call and the corrected policies. */
export function decisionAfterwards(
  planned: readonly PlannedRemedy[], context: WordingContext, given: GivenPolicies, now: Date,
): 'allowed' | 'not-known' {
  if (planned.some(({ failure }) => failure.place.in === 'other-policy')) return 'not-known';
  const has = (remedy: Remedy) => planned.some((one) => one.remedy === remedy);
  const { role, corrected } = context;
  const correction = has('trust-policy') && context.correction && 'document' in context.correction ? context.correction : undefined;
  const isCallChanged = (has('call') || correction?.requiresMore === true) && callLine(corrected, role) !== undefined;
  const attempt: Attempt = isCallChanged ? corrected : context.attempt;
  const after: RoleInQuestion = {
    ...role,
    requested: isCallChanged ? arnOf(role) : role.requested,
    document: correction ? correction.document : role.document,
  };
  return judgeCall(attempt, after, givenAfterwards(planned, context, given), now).outcome === 'allowed' ? 'allowed' : 'not-known';
}

function givenAfterwards(planned: readonly PlannedRemedy[], { role, callerActions }: WordingContext, given: GivenPolicies): GivenPolicies {
  const roleArn = arnOf(role).written;
  const replaced = new Map<GivenPolicy, GivenPolicy>();
  for (const { failure, remedy } of planned) {
    const document = remedy === 'allow-in-policy' ? allowingDocument(failure, callerActions, roleArn) : undefined;
    if (document && failure.lackingPolicy) replaced.set(failure.lackingPolicy, asGiven(failure.lackingPolicy.file, document));
  }
  const correct = (policies: readonly GivenPolicy[] | undefined) => policies?.map((policy) => replaced.get(policy) ?? policy);
  const grant = planned.some(({ remedy }) => remedy === 'caller-policy')
    ? [asGiven('granted', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: callerActions, Resource: roleArn }] })]
    : [];
  return {
    ...given,
    identity: given.identity || grant.length > 0 ? [...given.identity ?? [], ...grant] : undefined,
    boundary: correct(given.boundary),
    session: correct(given.session),
    scpLevels: given.scpLevels?.map((level) => correct(level)!),
  };
}

function asGiven(file: string, document: JsonObject): GivenPolicy {
  return readGivenPolicy(file, document, 'caller-policy') as GivenPolicy;
}
