/**
 * Combines the given policies as AWS does: every layer that has to allow the call must allow it, and no layer may deny it.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
import { GivenPolicies, GivenPolicy } from './given-policy';
import { CallToJudge, JudgedLayer, judgeLayer, PolicyLayer } from './judge-layer';
import { RequiredAllows } from './required-allows';
import { callerAccount } from '../../evaluation/assume-role-request';
import { Truth } from '../../evaluation/truth';
import { Statement } from '../../policy/trust-policy';
import { Failure } from '../failure';

export interface CombinedPolicies extends JudgedLayer {
  /** All policies that apply to the caller: all except the RCPs. */
  readonly callerFailures: readonly Failure[];
  /** Whether an identity-based policy has to allow the call. */
  readonly needsIdentityPolicy: boolean;
}

/** @param required who has to allow this action, besides the trust policy */
export function combinePolicies(given: GivenPolicies, call: CallToJudge, required: (action: string) => RequiredAllows): CombinedPolicies {
  const layers = layersOf(given, call, required);
  const judged = layers.map((layer) => ({ layer, ...judgeLayer(layer, call) }));
  return {
    failures: judged.flatMap(({ failures }) => failures),
    callerFailures: judged.filter(({ layer }) => layer.in !== 'rcp').flatMap(({ failures }) => failures),
    inPlay: judged.flatMap(({ inPlay }) => inPlay),
    needsIdentityPolicy: call.actions.some((action) => required(action).identity !== 'no'),
  };
}

function layersOf(given: GivenPolicies, call: CallToJudge, required: (action: string) => RequiredAllows): readonly PolicyLayer[] {
  const needed = (who: keyof RequiredAllows) => (action: string): Truth => required(action)[who];
  const isOfAws = callerAccount(call.requests[0].caller) !== undefined;
  const ofCaller: readonly (PolicyLayer | undefined)[] = [
    given.identity && {
      in: 'caller-policy',
      policies: given.identity,
      mustAllow: needed('identity'),
      missing: 'caller-policy-missing',
      denies: 'caller-policy-denies',
    },
    given.boundary && {
      in: 'boundary', policies: given.boundary, mustAllow: needed('limits'), missing: 'boundary-denies', denies: 'boundary-denies',
    },
    given.session && {
      in: 'session-policy',
      policies: given.session,
      mustAllow: needed('limits'),
      missing: 'session-policy-denies',
      denies: 'session-policy-denies',
    },
    ...(given.scpLevels ?? []).map((policies): PolicyLayer => (
      { in: 'scp', policies, mustAllow: needed('scp'), missing: 'scp-denies', denies: 'scp-denies' }
    )),
  ];
  const ofRole: PolicyLayer | undefined = given.rcps && {
    in: 'rcp', policies: given.rcps, mustAllow: () => 'no', missing: 'rcp-denies', denies: 'rcp-denies',
  };
  // Policies of an account apply neither to a caller with a token or an assertion nor to a service.
  const bindsCaller = ({ in: use }: PolicyLayer) => isOfAws && (use !== 'scp' || required(call.actions[0]).scp !== 'no');
  return [...ofCaller.filter((layer) => layer !== undefined).filter(bindsCaller), ...ofRole ? [ofRole] : []];
}

/** All statements of the given policies. */
export function statementsOf(given: GivenPolicies): readonly Statement[] {
  return allPolicies(given).flatMap(({ policy }) => policy.statements);
}

function allPolicies(given: GivenPolicies): readonly GivenPolicy[] {
  const { identity = [], boundary = [], session = [], scpLevels = [], rcps = [] } = given;
  return [...identity, ...boundary, ...session, ...scpLevels.flat(), ...rcps];
}
