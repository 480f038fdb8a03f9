'use strict';
/**
 * node enforce.js
 *
 * Makes the calls of attempts/ for real: through the AWS SDK, with access keys, sessions and codes of MFA devices, against an STS that
 * enforces trust policies. Ends with one line, and with status 1 if an answer is neither that of the table nor a known deviation.
 */
const fs = require('node:fs');
const path = require('node:path');
const { isDeepStrictEqual } = require('node:util');
const { AssumeRoleCommand } = require('@aws-sdk/client-sts');
const { identityOf, makeCallers } = require('./callers');
const { deploy } = require('./deploy');
const { DEVIATIONS } = require('./deviations');
const { rolesOf } = require('./documents');
const fakecloud = require('./fakecloud');
const { installPackage, synthesize } = require('./synthesis');

const TABLES = ['two-accounts', 'three-mistakes', 'typescript'].map((name) => require(`./attempts/${name}`));
const EVIDENCE = path.join(__dirname, '..', '..', 'docs', 'evidence.md');

const failures = [];

async function main() {
  const version = fakecloud.version();
  if (version === undefined) {
    console.log('enforced: skipped: fakecloud is not on this machine (`cargo install fakecloud`)');
    return 0;
  }
  try {
    await installPackage();
    for (const table of TABLES) {
      const stacks = synthesize(table.example, table.exitStatus);
      const figures = await fakecloud.withFakecloud((endpoint) => tryExample(table, stacks, new fakecloud.EnforcingAccounts(endpoint)));
      checkEvidence(table.example, figures);
    }
  } catch (error) {
    failures.push(error.stack);
  }
  failures.forEach((failure) => console.log(`FAILED ${failure}`));
  console.log(`enforced by ${version}: ${failures.length} failed`);
  return failures.length === 0 ? 0 : 1;
}

async function tryExample(table, stacks, accounts) {
  const roles = new Map();
  for (const stack of stacks) {
    const ids = await deploy(accounts, stack);
    // fakecloud uses the ARN of a role where AWS uses its name.
    const deployed = {
      ...stack,
      ids: new Map([...ids].map(([logicalId, physicalId]) => [logicalId, physicalId.replace(/^arn:.*\//, '')])),
    };
    for (const role of await rolesOf(accounts, deployed)) {
      roles.set(role.path, role);
      if (isDeepStrictEqual(role.document, role.wanted)) continue;
      failures.push(`${table.example}: the trust policy of ${role.path} is stored as ${JSON.stringify(role.document)}`);
    }
  }
  await makeCallers(accounts, table.callers);
  const figures = { allowed: 0, refused: 0, deviating: DEVIATIONS.map(() => 0), untried: 0 };
  for (const [rolePath, attempts] of Object.entries(table.attempts)) {
    for (const [who, sends, verdict, , reason] of attempts) {
      const identity = identityOf(table.callers[who].arn);
      // An AWS service makes its calls by itself.
      if (identity === undefined) figures.untried += 1;
      else {
        const what = `${table.example}: ${who} asks for ${rolePath}: ${reason}`;
        await tryAttempt(
          accounts,
          { role: roles.get(rolePath), arn: table.callers[who].arn, kind: identity.kind, sends, verdict },
          figures,
          what,
        );
      }
    }
  }
  return figures;
}

/** The policies of the caller are not evaluated: what they alone deny, the trust policy allows. */
async function tryAttempt(accounts, attempt, figures, what) {
  const { role, kind, sends, verdict } = attempt;
  const isTrusted = verdict === 'allowed' || verdict === 'caller';
  const deviation = isTrusted ? DEVIATIONS.findIndex(({ isMet }) => isMet({ kind, sends, document: role.document })) : -1;
  const expected = isTrusted && deviation === -1;
  const answer = await assume(accounts, attempt);
  const known = deviation === -1 ? '' : `, though it is known for: ${DEVIATIONS[deviation].what}`;
  if (answer !== expected) failures.push(`${what}\n  fakecloud ${answer ? 'lets it in' : 'refuses it'}${known}`);
  if (deviation !== -1) figures.deviating[deviation] += 1;
  else figures[expected ? 'allowed' : 'refused'] += 1;
}

/** The call, with what the attempt sends; true if it is allowed. */
async function assume(accounts, { role, arn, kind, sends: { externalId, sourceIdentity, mfa, mfaAge } }) {
  const isUser = kind === 'user';
  const own = await accounts.credentialsOf(arn);
  const inSession = isUser && (mfa === false || mfaAge > 0);
  const credentials = inSession ? await accounts.sessionTokenOf(own, mfaAge > 0 ? await accounts.mfaOf(arn) : {}) : own;
  const shown = isUser && mfaAge === 0 ? await accounts.mfaOf(arn) : {};
  try {
    await accounts.sts(credentials).send(new AssumeRoleCommand({
      RoleArn: role.arn, RoleSessionName: 'attempt', ExternalId: externalId, SourceIdentity: sourceIdentity, ...shown,
    }));
    return true;
  } catch (error) {
    // Any other error is not an answer to the question.
    if (error.name === 'AccessDenied' && /not authorized to perform: sts:AssumeRole/.test(error.message)) return false;
    throw error;
  }
}

/** The page with the evidence contains these results. */
function checkEvidence(example, { allowed, refused, deviating, untried }) {
  const row = `| ${[`\`${example}\``, allowed, refused, ...deviating, untried].join(' | ')} |`;
  console.log(row);
  if (!fs.readFileSync(EVIDENCE, 'utf8').includes(row)) failures.push(`${example}: docs/evidence.md does not hold this row`);
}

main().then((status) => { process.exitCode = status; });
