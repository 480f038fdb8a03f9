'use strict';
/**
 * The call itself, made by the caller with its own credentials. moto enforces no conditions, but has to return a session of this role.
 */
const { AssumeRoleCommand, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
const { credentialsIn } = require('./accounts');

/** @returns what is wrong with the answer; nothing if AWS would give the same */
async function assume(accounts, credentials, { role, caller, sends }) {
  const { sessionName, externalId, sourceIdentity, mfaAge } = sends;
  const { Credentials, AssumedRoleUser } = await accounts.sts(credentials).send(new AssumeRoleCommand({
    RoleArn: role.arn,
    RoleSessionName: sessionName,
    ExternalId: externalId,
    SourceIdentity: sourceIdentity,
    ...mfaAge === 0 ? { SerialNumber: caller.replace(':user/', ':mfa/'), TokenCode: '123456' } : {},
  }));
  const { Arn } = await accounts.sts(credentialsIn(Credentials)).send(new GetCallerIdentityCommand({}));
  const account = role.arn.split(':')[4];
  const session = `arn:aws:sts::${account}:assumed-role/${role.arn.split('/').pop()}/${sessionName}`;
  const wrong = [AssumedRoleUser.Arn, Arn].find((arn) => arn !== session);
  return wrong === undefined ? [] : [`STS must answer with a session ${session}, not ${wrong}`];
}

module.exports = { assume };
