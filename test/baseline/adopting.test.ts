/** Adopting a baseline leaves nothing open, and whoever is let in afterwards is an error. */
import * as fc from 'fast-check';
import { auditRole, AuditSettings } from '../../src/assessment/assess';
import { Baseline, BaselineUse } from '../../src/baseline/baseline';
import { BaselineRole, baselineText, readBaseline } from '../../src/baseline/baseline-file';
import { updatedBaseline } from '../../src/baseline/updated-baseline';
import { TrustPolicy } from '../../src/cdk/constructs/trust-policy';
import { AssumeRoleOutcome } from '../../src/cdk/constructs/trust-policy-answers';
import { RoleToCompare } from '../../src/diff/role-to-compare';
import { arbitraryDocument, DocumentJson } from '../properties/arbitrary-policies';
import { OWNER } from '../properties/vocabulary';
import { propertyRuns } from '../property-runs';

const SETTINGS: AuditSettings = { accounts: new Map(), levels: {} };
const NEWCOMER = 'arn:aws:iam::999988887777:user/newcomer';

function judge(documents: readonly object[], roles: readonly BaselineRole[], use: BaselineUse) {
  const baseline = new Baseline('trust-baseline.json', roles, use);
  const judged = documents.map((document, index) => {
    const role: RoleToCompare = { source: { account: OWNER.account, roleName: `Role${index}` }, document, context: OWNER };
    return baseline.judge(role, auditRole(role, SETTINGS), SETTINGS, () => undefined);
  });
  return { findings: judged.map((each) => each.findings), updated: () => updatedBaseline(baseline, judged.map(({ found }) => found)) };
}

/** As it is read from the file. */
function adopted(documents: readonly object[]): readonly BaselineRole[] {
  return readBaseline(JSON.parse(baselineText(judge(documents, [], 'accept-new').updated().roles)));
}

function outcomeForNewcomer(document: object): AssumeRoleOutcome {
  return TrustPolicy.fromJson(document, { account: OWNER.account }).evaluate({ callerArn: NEWCOMER }).outcome;
}

function widened({ Statement, ...rest }: DocumentJson): DocumentJson {
  return { ...rest, Statement: [...Statement, { Effect: 'Allow', Principal: { AWS: NEWCOMER }, Action: 'sts:AssumeRole' }] };
}

test('whatever the roles of an app, nothing is open once it has adopted a baseline, and an update changes nothing', () => {
  fc.assert(
    fc.property(fc.array(arbitraryDocument, { minLength: 1, maxLength: 3 }), (documents) => {
      const baseline = adopted(documents);
      const open = judge(documents, baseline, 'check').findings.flat().filter(({ acknowledgement }) => acknowledgement === undefined);
      expect(open.map(({ finding }) => finding.message)).toEqual([]);
      expect(judge(documents, baseline, 'update').updated()).toMatchObject({ added: 0, changed: 0, removed: 0 });
    }),
    propertyRuns(80),
  );
});

test('whoever is let in afterwards is an error, and all findings of the role are open again; the other roles stay as they are', () => {
  let widenings = 0;
  fc.assert(
    fc.property(arbitraryDocument, arbitraryDocument, (document, other) => {
      const after = widened(document);
      if (outcomeForNewcomer(document) === AssumeRoleOutcome.ALLOWED || outcomeForNewcomer(after) !== AssumeRoleOutcome.ALLOWED) return;
      widenings += 1;
      const [[...findings], [...others]] = judge([after, other], adopted([document, other]), 'check').findings;
      expect(findings.every(({ acknowledgement }) => acknowledgement === undefined)).toBe(true);
      expect(findings.some(({ finding }) => finding.level === 'error')).toBe(true);
      expect(others.every(({ acknowledgement }) => acknowledgement !== undefined)).toBe(true);
      // An update does not accept it either.
      const { roles } = judge([after, other], adopted([document, other]), 'update').updated();
      expect(judge([after, other], roles, 'check').findings[0].some(({ finding, acknowledgement }) => (
        finding.level === 'error' && acknowledgement === undefined
      ))).toBe(true);
    }),
    propertyRuns(80),
  );
  expect(widenings).toBeGreaterThan(3);
});
