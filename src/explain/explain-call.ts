/** Explains why AssumeRole is denied: the decision for one call and one trust policy, every cause, and how to fix all in one round. */
import { arnOf, Attempt, RoleInQuestion } from './attempt';
import { AwsError } from './aws-error/aws-error';
import { ErrorKind } from './aws-error/aws-text';
import { causesOfError } from './aws-error/causes-of-error';
import { isOfTrustPolicy } from './aws-error/policy-blame';
import { failuresOfBlame } from './blamed-policy';
import { callLine, profileOf } from './commands';
import { correctPolicy } from './corrected-policy';
import { CallerSide, Cause, CAUSE_CODES, CauseCode, Explanation } from './explanation';
import { Failure, failureAt, outcomeOf } from './failure';
import { JudgedCall, judgeCall } from './judge-call';
import { messageToOwner } from './message-to-owner';
import { notesFor } from './notes';
import { GivenPolicies } from './policies/given-policy';
import { causesBesideTrust, possibly } from './possible-causes';
import { RoleProfile } from './profile/aws-config';
import { commandsFor, decisionAfterwards, PlannedRemedy } from './remedies-of-causes';
import { Known } from './settling-commands';
import { trustedRoleFor } from './trusted-role';
import { causeOf, wordingOf } from './word-cause';
import { isAboutPrincipal, wordWithCorrection } from './word-correction';
import { WordingContext } from './wording';
import { callerAccount } from '../evaluation/assume-role-request';

export interface GivenProfile {
  readonly profile: RoleProfile;
  readonly causes: readonly Cause[];
}

export interface ExplainOptions {
  readonly given: GivenPolicies;
  /** What AWS answered, if the call was denied. */
  readonly error?: AwsError;
  /** The profile of the call, and what is wrong with it whatever the policies say. */
  readonly profile?: GivenProfile;
  readonly now: Date;
  /** A random value, for a trust policy that has to require one. */
  newExternalId(): string;
}

export function explainCall(attempt: Attempt, role: RoleInQuestion, options: ExplainOptions): Explanation {
  const { given, error, profile, now } = options;
  const judged = judgeCall(attempt, role, given, now);
  const { blame } = error ?? {};
  const known: Known = { caller: attempt.caller, role: arnOf(role) };
  const ofBlame = failuresOfBlame(blame, judged.ofPolicies, given, judged.actions);
  const isProfileBroken = profile?.causes.some(({ certain }) => certain) === true;
  const outcome = worseOf(judged.outcome, outcomeOf(ofBlame));
  const side = callerSideOf(attempt, judged, ofBlame, given);
  const ofError = error ? causesOfError(error, known).filter((cause) => isProvedByText(cause, error)) : [];
  const proved = [...ofError, ...profile?.causes ?? []];

  if (outcome === 'allowed' && !error && !isProfileBroken) {
    const notes = notesFor(attempt, role, { decision: 'allowed', side, given });
    return {
      decision: 'allowed',
      callerSide: side,
      causes: profile?.causes ?? [],
      afterwards: 'allowed',
      command: callLine(attempt, role),
      profile: profileOf(attempt, role, profile?.profile),
      notes,
    };
  }
  const decision = outcome !== 'allowed' ? outcome : isProfileBroken ? 'denied' : 'not-known';
  const failures = withoutRepetition([...judged.ofCall, ...judged.ofTrust, ...judged.ofPolicies, ...ofBlame]);
  const reported = outcome === 'allowed' ? [] : failures.length > 0 ? failures : [UNREADABLE];
  const context = contextFor({ attempt, role, judged, failures: reported }, options);
  const planned = reported.map((failure): PlannedRemedy & { cause: Cause } => {
    const wording = wordWithCorrection(failure, context);
    const remedy = { failure, remedy: wording.remedy };
    return { ...remedy, cause: causeOf(failure, wording, commandsFor(remedy, context)) };
  });
  const ofPolicies = planned.map(({ cause }) => cause).sort((one, other) => placeOf(one.code) - placeOf(other.code));
  const open = decision === 'not-known' && proved.length === 0 ? unexplained(known, given, blame && isOfTrustPolicy(blame)) : [];
  const causes = [...proved.filter(({ code }) => ofPolicies.every((cause) => cause.code !== code)), ...ofPolicies, ...open];
  const isProvedFixed = proved.every(({ commands }) => commands.some(({ run }) => /^aws (sts assume-role|configure set) /.test(run)));
  const isExplained = isProvedFixed && open.length === 0;
  return {
    decision,
    callerSide: side,
    causes,
    afterwards: isExplained ? decisionAfterwards(planned, context, given, now) : 'not-known',
    messageToOwner: messageToOwner({ known, quoted: error?.quoted, causes }),
    profile: profile && profileOf(context.corrected, role, profile.profile),
    notes: notesFor(attempt, role, { decision, side, given }),
  };
}

function placeOf(code: CauseCode): number {
  return CAUSE_CODES.indexOf(code);
}

/** What only the text of AWS can prove, whatever the policies say. */
function isProvedByText({ certain, code }: Cause, { kind }: AwsError): boolean {
  return certain && (OUTSIDE_POLICIES.has(code) || REJECTED_VALUES.has(kind));
}

const OUTSIDE_POLICIES: ReadonlySet<CauseCode> = new Set([
  'mfa-code-rejected', 'duration-too-long', 'chaining-over-an-hour', 'token-rejected', 'credentials-expired', 'region-disabled',
  'throttled', 'packed-policy-too-large', 'principal-does-not-exist', 'policy-malformed', 'role-protected',
]);

/** STS rejected a value of the call, which the trust policy may accept or not look at. */
const REJECTED_VALUES: ReadonlySet<ErrorKind> = new Set(['session-name-invalid', 'external-id-invalid', 'session-tags-invalid']);

interface ToDescribe {
  readonly attempt: Attempt;
  readonly role: RoleInQuestion;
  readonly judged: JudgedCall;
  readonly failures: readonly Failure[];
}

function contextFor({ attempt, role, judged, failures }: ToDescribe, { now, newExternalId, profile }: ExplainOptions): WordingContext {
  const { corrected, actions, policy, trust } = judged;
  const sourceProfile = profile?.profile.settings.get('source_profile') ?? 'default';
  const context: WordingContext = { attempt, role, corrected, sourceProfile, now, callerActions: actions };
  if (failures.every((failure) => wordingOf(failure, context).remedy !== 'trust-policy')) return context;
  const needs = { actions, tagKeys: [...corrected.sent.sessionTags.keys()] };
  const meant = trust.meant?.statement;
  const correction = correctPolicy({ role, policy, attempt, failures, meant, corrected, needs, now, newExternalId });
  const trustedRole = failures.some(isAboutPrincipal) ? trustedRoleFor(corrected, role, policy, now) : undefined;
  return { ...context, correction, trustedRole, corrected: 'call' in correction ? correction.call : corrected };
}

/** The decision is undecided, and no statement shows why: a part of the document cannot be read. */
const UNREADABLE = failureAt({ in: 'trust-policy' }, 'condition-not-met', true);

/** AWS denied a call that the given policies allow: a policy that was not given denies it, or the call or a policy was another one. */
function unexplained(known: Known, given: GivenPolicies, isTrustPolicyBlamed: boolean | undefined): readonly Cause[] {
  const checked = new Set<CauseCode>();
  if (given.identity) checked.add('caller-policy-missing');
  if (given.boundary) checked.add('boundary-denies');
  if (given.session) checked.add('session-policy-denies');
  if (given.scpLevels) checked.add('scp-denies');
  if (given.rcps) checked.add('rcp-denies');
  const beside = isTrustPolicyBlamed ? [] : causesBesideTrust(known, checked);
  return [...beside.map(possibly), possibly({
    code: 'condition-not-met',
    message: `${isTrustPolicyBlamed ? 'AWS says that the trust policy denied the call, but' : 'or'} this trust policy allows the call as ` +
      'described here: the actual call was different, or the policy has changed since',
    where: 'trust policy',
    fix: 'check the current trust policy, and give everything that the call sends; a change can take some seconds to take effect ' +
      'everywhere',
    commands: [{ by: 'role-owner', run: `aws iam get-role --role-name ${known.role?.name.replace(/^.*\//, '') ?? ''}` }],
  })];
}

function worseOf(...outcomes: readonly JudgedCall['outcome'][]): JudgedCall['outcome'] {
  if (outcomes.includes('denied')) return 'denied';
  return outcomes.includes('undecided') ? 'undecided' : 'allowed';
}

/** The policies that apply to the caller. An RCP applies to the role. */
function callerSideOf({ caller }: Attempt, { combined }: JudgedCall, ofBlame: readonly Failure[], given: GivenPolicies): CallerSide {
  if (callerAccount(caller) === undefined) return 'not-needed';
  const failures = [...combined.callerFailures, ...ofBlame.filter(({ code }) => code !== 'rcp-denies')];
  if (failures.length > 0) return outcomeOf(failures) === 'denied' ? 'denies' : 'undecided';
  if (!combined.needsIdentityPolicy) return 'not-needed';
  return given.identity ? 'allows' : 'not-checked';
}

/** MFA that two statements require, or that a caller without MFA both sends and must have, is one cause. */
function withoutRepetition(failures: readonly Failure[]): readonly Failure[] {
  const isRequired = failures.some(({ code, clauses }) => code === 'mfa-impossible' && clauses.length > 0);
  return failures.filter((failure, index) => {
    if (failure.code === 'mfa-impossible' && failure.clauses.length === 0) return !isRequired;
    const isRepeatable = failure.code.startsWith('mfa-') || failure.code.startsWith('external-id-');
    const isSame = ({ code, clauses, place }: Failure) => code === failure.code && clauses.length > 0 && place.in === failure.place.in;
    return !isRepeatable || failures.findIndex(isSame) === index;
  });
}
