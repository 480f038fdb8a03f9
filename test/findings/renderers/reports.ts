/** Reports for the tests of the renderers. */
import { TrustSummary } from '../../../src/assessment/summarize';
import { buildReport, FindingReport, RoleReport, TrustReport } from '../../../src/findings/renderers/report';

const SUMMARY: TrustSummary = {
  public: false,
  accountWide: true,
  mfaEnforced: false,
  externalIdEnforced: true,
  oidcSubjectEnforced: null,
  serviceSourceEnforced: null,
  satisfiable: true,
};

export function finding(more: Partial<FindingReport> = {}): FindingReport {
  return {
    ruleId: 'mfa-required',
    level: 'error',
    severity: 7.8,
    status: more.acknowledged ? 'accepted' : 'open',
    message: 'IAM users of account 444455556666 can assume this role without MFA',
    because: 'statement 0 has no condition on aws:MultiFactorAuthPresent',
    fix: 'add a condition',
    docs: 'https://example.com/mfa-required',
    ...more,
  };
}

export function role(more: Partial<RoleReport> = {}): RoleReport {
  return { source: { file: 'cdk.out/Stack.template.json', logicalId: 'Audit' }, account: null, summary: SUMMARY, findings: [], ...more };
}

export function reportOf(...roles: RoleReport[]): TrustReport {
  return buildReport(roles, '1.2.3');
}
