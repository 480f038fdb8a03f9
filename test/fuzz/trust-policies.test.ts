/**
 * Random trust policies, well-formed and damaged, through the audit, `TrustPolicy` and the command: nothing crashes, nothing hangs, every
 * witness is allowed, and no allowed request is left without a finding. (The reader and single questions are tested in `test/policy` and
 * `test/properties`.)
 */
import * as fc from 'fast-check';
import { arbitraryDamagedDocument, arbitraryParameters, arbitraryTemplateDocument, TEMPLATE } from './arbitrary-documents';
import { withoutHanging } from './without-hanging';
import { OWN_ORGANIZATION } from '../../src/analysis/own-organization';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { TrustPolicy } from '../../src/cdk/constructs/trust-policy';
import { TrustAnswer } from '../../src/cdk/constructs/trust-policy-answers';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { EvaluatedRequest, callerAccount } from '../../src/evaluation/assume-role-request';
import { callerWithArn, callerWithProvider, conditionKeysOf, requestOf, variableKeysOf } from '../../src/evaluation/described-request';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { requestKeyOf } from '../../src/evaluation/request-keys';
import { Finding } from '../../src/findings/finding';
import { TrustReport } from '../../src/findings/renderers/report';
import { Witness } from '../../src/findings/witness';
import { PolicyVariant } from '../../src/policy/trust-policy';
import { RULE_IDS } from '../../src/rules/rule-ids';
import { runCommand, ScratchFolder } from '../cli/run-command';
import { deployed, Deployment } from '../properties/deployed';
import { requestsAround } from '../properties/requests-around';
import { OWNER } from '../properties/vocabulary';
import { propertyRuns } from '../property-runs';

const SETTINGS = { accounts: new Map(), levels: {} };
const CONTEXT: DeployTimeContext = { ...OWNER, scope: 'Stack', parameters: TEMPLATE.Parameters, conditions: TEMPLATE.Conditions };
/** The account is in the template, where the parameters are; the command reads it from an option. */
const scratch = new ScratchFolder();

function audit(document: unknown, context = CONTEXT): readonly Finding[] {
  return withoutHanging(() => auditTrustPolicy({ document, context, role: { logicalId: 'Audit' } }, SETTINGS));
}

function expectWellFormed(findings: readonly Finding[]): void {
  for (const { ruleId, message, because, fix } of findings) {
    expect(RULE_IDS).toContain(ruleId);
    for (const text of [message, because, fix]) {
      expect(text).toMatch(/\S/);
      expect(text).not.toMatch(/undefined|\[object |NaN/);
    }
  }
}

/** The request in a finding: what it leaves out does not matter, or follows from the caller. */
function requestOfWitness({ caller: { kind, arn }, context }: Witness, { statements }: PolicyVariant): EvaluatedRequest {
  const caller =
    kind === 'service'
      ? ({ kind, service: arn } as const)
      : (callerWithArn(arn) ?? callerWithProvider(arn) ?? ({ kind: 'oidc', issuer: arn } as const));
  // A witness does not include the role itself.
  const ofRole = [['aws:resourceaccount', OWNER.account], ['aws:resourceorgid', OWN_ORGANIZATION]] as const;
  const keys = new Map<string, string | readonly string[]>([...ofRole, ...Object.entries(context)]);
  const whoever = kind === 'federated-session' && caller.kind === 'role-session' ? { ...caller, kind } : caller;
  // What AWS does not document about a caller is not in the request, and stays undecided.
  const issuer = whoever.kind === 'oidc' ? whoever.issuer : undefined;
  const open = [...conditionKeysOf(statements), ...variableKeysOf(statements)].filter(
    (key) => requestKeyOf(key, kind, 'absent', issuer).presence === 'undocumented',
  );
  return requestOf({ caller: whoever, context: keys }, new Set(open));
}

function replays(witness: Witness, document: unknown): boolean {
  return readTrustPolicy(document, OWNER).variants.some((variant) => {
    const request = requestOfWitness(witness, variant);
    return request.action === witness.action && evaluate(variant, request, 'most-admitting').outcome === 'allowed';
  });
}

/** The rules that must report this request if it is allowed and nothing is undecided. */
function ruleAbout({ caller, context }: EvaluatedRequest): string | undefined {
  const account = callerAccount(caller);
  if (account === undefined || account === OWNER.account) return undefined;
  if (caller.kind === 'iam-user' && context.get('aws:multifactorauthpresent') !== 'true') return 'mfa-required';
  return context.has('sts:externalid') ? undefined : 'external-id-required';
}

const DECIDES_NOTHING = ['undecided', 'rejected-by-iam'];

test('whatever the deploy-time values, every request that is allowed is covered by a finding', () => {
  const places = fc
    .tuple(arbitraryParameters, fc.boolean())
    .map(([parameters, conditions]): Deployment => ({ ...OWNER, parameters, conditions }));
  fc.assert(fc.property(arbitraryTemplateDocument, places, fc.nat(1_000_000), (document, place, seed) => {
    // The role's own organization is not foreign, and such a request does not say which organization it is in.
    if (/PrincipalOrg|ResourceOrg/i.test(JSON.stringify(document))) return;
    const reported = new Set(audit(document).flatMap(({ ruleId, also = [] }) => [ruleId, ...also]));
    if (DECIDES_NOTHING.some((ruleId) => reported.has(ruleId))) return;
    const final = deployed(document, place);
    const policy = readTrustPolicy(final, OWNER).variants[0];
    for (const request of requestsAround([final], place, seed, () => true)) {
      const rule = ruleAbout(request);
      if (rule !== undefined && !reported.has(rule)) {
        expect([evaluate(policy, request).outcome, rule, request]).not.toEqual(['allowed', rule, request]);
      }
    }
  }), propertyRuns(150, 1));
});

// Seed 20261126: without it, requests that no caller can send were allowed through `…IfExists`.
test('the generated requests contain what their callers always send, whatever a policy requires', () => {
  const document = { Statement: [{ Condition: { StringEqualsIfExists: { 'aws:userid': 'AIDA*' } } }] };
  const requests = requestsAround([document], { ...OWNER, parameters: {}, conditions: false }, 0, () => true);
  const sessions = requests.filter(({ caller }) => caller.kind === 'role-session' || caller.kind === 'iam-user');
  expect(sessions.length).toBeGreaterThan(10);
  expect(sessions.filter(({ context }) => !context.has('aws:userid'))).toEqual([]);
});

test('every witness replays', () => {
  fc.assert(fc.property(arbitraryTemplateDocument, arbitraryParameters, fc.boolean(), (document, parameters, conditions) => {
    const final = deployed(document, { ...OWNER, parameters, conditions });
    for (const { ruleId, witness } of audit(final, OWNER)) {
      if (witness && !replays(witness, final)) {
        throw new Error(`${ruleId}: ${JSON.stringify(witness)} is denied`);
      }
    }
  }), propertyRuns(300, 1));
});

test('a damaged document is checked, and its findings are readable', () => {
  fc.assert(fc.property(arbitraryDamagedDocument, (document) => {
    for (const form of [document, JSON.stringify(document), encodeURIComponent(JSON.stringify(document).replace(/[\ud800-\udfff]/g, ''))]) {
      expectWellFormed(audit(form));
    }
    for (const { ruleId, witness } of audit(document, OWNER)) {
      if (witness && /^[\x20-\x7e]*$/.test(witness.caller.arn)) {
        expect([ruleId, witness.action]).toEqual([ruleId, expect.stringMatching(/^sts:/)]);
      }
    }
  }), propertyRuns(100, 1));
});

test('TrustPolicy gives a result for any document, and a document compared with itself allows no new request', () => {
  fc.assert(fc.property(fc.oneof(arbitraryTemplateDocument, arbitraryDamagedDocument), arbitraryTemplateDocument, (document, other) => {
    const [trust, changed] = [document, other].map((each) => TrustPolicy.fromJson(each, { account: OWNER.account }));
    const compared = () => [trust.compareWith(changed), changed.compareWith(trust)].flatMap(({ widens, narrows }) => [widens, narrows]);
    const answers = withoutHanging(() => [...Object.values(trust.summary), ...compared()]);
    for (const answer of answers) expect(Object.values(TrustAnswer)).toContain(answer);
    const { widens, narrows } = trust.compareWith(trust);
    expect([widens, narrows]).not.toContain(TrustAnswer.YES);
    const { outcome, reasons } = trust.evaluate({ callerArn: 'arn:aws:iam::111122223333:user/ab', mfa: true, externalId: 'ab' });
    expect([outcome, reasons.join()]).toEqual([outcome, expect.not.stringMatching(/undefined|\[object /)]);
    expect(trust.findings().map(({ ruleId }) => ruleId)).toEqual(audit(document, { account: OWNER.account }).map(({ ruleId }) => ruleId));
  }), propertyRuns(20, 1));
});

test('check reports the same for a role in a template as the audit', () => {
  fc.assert(fc.property(fc.oneof(arbitraryTemplateDocument, arbitraryDamagedDocument), (document) => {
    const file = scratch.file('template.json', {
      ...TEMPLATE,
      Resources: { Audit: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } } },
    });
    const { status, stdout, stderr } = withoutHanging(() => runCommand(['check', file, '--format', 'json', '--account', OWNER.account]));
    // The template reader rejects some keys that no template can contain.
    if (status === 2) {
      expect(stderr).toMatch(/^cdk-secure-trust: [^\n]+\n$/);
      return;
    }
    const { roles } = JSON.parse(stdout) as TrustReport;
    expect(roles.map(({ internalError }) => internalError)).toEqual(roles.map(() => undefined));
    const written = JSON.parse(JSON.stringify(document)) as unknown;
    if (roles.length !== 1) return;
    const audited = audit(written, { ...CONTEXT, scope: undefined, partition: undefined });
    expect(roles[0].findings.map(({ ruleId }) => ruleId)).toEqual(audited.map(({ ruleId }) => ruleId));
  }), propertyRuns(60, 1));
});
