'use strict';
/** Other tools: which of their checks are about trust policies and count, and which do not count. A check in neither list is an error. */

/** An id, or the beginning of ids that ends in `*`. */
const PEERS = {
  'checkov': {
    counted: ['CKV_AWS_60', 'CKV_AWS_61'],
    others: [],
  },
  'cfripper': {
    counted: [
      'CrossAccountTrustRule', 'GenericCrossAccountTrustRule',
      'FullWildcardPrincipalRule', 'PartialWildcardPrincipalRule',
      'GenericResourceFullWildcardPrincipalRule', 'GenericResourcePartialWildcardPrincipalRule',
      'IAMRoleWildcardActionOnPolicyRule', 'WildcardResourceRule',
    ],
    others: [],
  },
  'cloudsplaining': {
    counted: ['internet_accessible_actions', 'NotPrincipal (log)'],
    others: ['AssumableByComputeService'],
  },
  'parliament': {
    counted: [
      'UNKNOWN_PRINCIPAL', 'UNKNOWN_FEDERATION_SOURCE', 'UNKNOWN_CONDITION_FOR_ACTION', 'MISMATCHED_TYPE', 'BAD_PATTERN_FOR_MFA',
      'UNKNOWN_OPERATOR',
      'SINGLE_VALUE_CONDITION_TOO_PERMISSIVE', 'NOTPRINCIPAL_WITH_ALLOW', 'MALFORMED', 'DUPLICATE_SID', 'PERMISSIONS_MANAGEMENT_ACTIONS',
      'PRIVILEGE_ESCALATION',
    ],
    others: ['CREDENTIALS_EXPOSURE', 'RESOURCE_STAR'],
  },
  'cfn-lint': {
    counted: ['E3530'],
    others: [],
  },
  'cdk-nag': {
    counted: ['AwsSolutions-*', 'HIPAA.Security-*', 'NIST.800.53.R4-*', 'NIST.800.53.R5-*', 'PCI.DSS.321-*', 'Serverless-*'],
    others: [],
  },
};

const isOneOf = (id, list) => list.some((each) => (each.endsWith('*') ? id.startsWith(each.slice(0, -1)) : id === each));

/** The result: the checks that count, and whether the tool could not read the policy. */
function readAnswer(tool, checks) {
  const { counted, others } = PEERS[tool];
  const threw = checks.some((id) => /^throws |\(throws\)$/.test(id));
  const said = checks.filter((id) => !/^throws |\(throws\)$/.test(id));
  const unknown = said.find((id) => !isOneOf(id, [...counted, ...others]));
  if (unknown !== undefined) throw new Error(`peers.js: ${tool} says ${unknown}: put it into counted or others`);
  return { told: said.filter((id) => isOneOf(id, counted)), threw };
}

module.exports = { PEERS, readAnswer };
