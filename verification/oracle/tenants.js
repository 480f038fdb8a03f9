'use strict';
/**
 * Tokens of issuers that many tenants share: if the simulator allows the token of a tenant that the document does not name, the package has
 * to report it; and it must not report a token whose subject contains the owner that the document names.
 */
const { TrustPolicy } = require('./package-under-test');
const { OWN } = require('./vocabulary');
const { GITHUB, namesTenant, ownerInSubject } = require('./tokens');

const REPORTING = ['oidc-tenant', 'public-principal', 'undecided', 'rejected-by-iam'];

/**
 * @param answered the generated requests that AWS can produce, each with the simulator's answer
 * @returns `{ kind, wrong, request }`, the last two if something is wrong; undefined if nothing was checked
 */
function checkTenants(document, answered) {
  const ofTenants = answered.filter(({ request }) => request.tenant !== undefined);
  const written = JSON.stringify(document);
  if (!/"Federated"|\$\{/.test(written)) return undefined;
  // No document is too hard for an audit; documents with variables once were.
  const findings = TrustPolicy.fromJson(document, { account: OWN }).findings();
  if (ofTenants.length === 0) return undefined;
  const reported = findings.find(({ ruleId }) => REPORTING.includes(ruleId))?.ruleId;
  const stranger = ofTenants.find(({ request, answer }) => answer === 'allowed' && !namesTenant(document, request.tenant));
  if (stranger !== undefined) {
    if (reported !== undefined) return { kind: `another tenant gets in: ${reported}` };
    return { kind: 'another tenant gets in: nothing', wrong: 'another tenant gets in, and nothing is reported', request: stranger.request };
  }
  const { witness = '' } = findings.find(({ ruleId }) => ruleId === 'oidc-tenant') ?? {};
  const owner = ownerInSubject(witness.split(`${GITHUB}:sub "`)[1]?.split('"')[0] ?? '');
  if (owner !== undefined && pinsOwner(document, owner)) {
    return {
      kind: 'reported by a token of the named tenant',
      wrong: `the token that should be of another tenant has the owner that the document names: ${witness}`,
    };
  }
  return { kind: reported === undefined ? 'no other tenant seen: nothing' : `no other tenant seen: ${reported}` };
}

/** Is the owner in the document only after literal text, so that no wildcard before it can match another one? */
function pinsOwner(document, owner) {
  const named = new RegExp(`(repo:|repository_owner:)${owner}[@/:"]`);
  const texts = JSON.stringify(document).match(/"[^"]*"/g).filter((text) => named.test(text));
  // The owner of a called workflow, before that, does not count: anyone can call it.
  return texts.length > 0 && texts.every((text) => !/[*?]/.test(text.slice(0, text.search(named))));
}

module.exports = { checkTenants };
