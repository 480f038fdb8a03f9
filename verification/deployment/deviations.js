'use strict';
/** The known cases where fakecloud's STS differs from AWS's documentation. Each of them denies a request that AWS allows. */

/** The facts of an attempt: the caller, what it sends, and the trust policy. */
const DEVIATIONS = [
  {
    name: 'a missing key',
    what:
      'a call without MFA says `aws:MultiFactorAuthPresent` "false"; with a long-term access key, AWS leaves the key out, ' +
      'and `BoolIfExists` holds',
    isMet: ({ sends, document }) =>
      sends.mfa === undefined && sends.mfaAge === undefined && holds(document, ['BoolIfExists', 'aws:MultiFactorAuthPresent']),
  },
  {
    name: 'the age of MFA',
    what: 'there is no `aws:MultiFactorAuthAge` when a trust policy is evaluated',
    isMet: ({ document }) => holds(document, ['NumericLessThan', 'aws:MultiFactorAuthAge']),
  },
  {
    name: 'MFA of a session',
    what: 'only a code in the call itself counts, not the MFA of the session from `GetSessionToken` that makes the call',
    isMet: ({ sends, document }) => sends.mfaAge > 0 && holds(document, ['Bool', 'aws:MultiFactorAuthPresent']),
  },
  {
    name: 'a role and its sessions',
    what: 'the ARN of a role under `Principal` does not stand for the sessions of the role',
    isMet: ({ kind, document }) => kind === 'role' && statementsOf(document).every(({ Principal }) => /:role\//.test(Principal.AWS)),
  },
];

function statementsOf({ Statement }) {
  return [Statement].flat();
}

function holds(document, [operator, key]) {
  return statementsOf(document).some(({ Condition }) => Condition?.[operator]?.[key] !== undefined);
}

module.exports = { DEVIATIONS };
