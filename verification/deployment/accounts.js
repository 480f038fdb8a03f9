'use strict';
/**
 * The AWS SDK, pointed at an AWS on loopback. The server recognises an account by the credentials of a call, as AWS does: so each account
 * has a deployer, and every caller of a role uses its own access key or session.
 */
// Node 20 is the oldest that this repository supports; the warning that later versions of the SDK need a newer one is not useful here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const { CloudFormationClient } = require('@aws-sdk/client-cloudformation');
const { CreateAccessKeyCommand, IAMClient } = require('@aws-sdk/client-iam');
const { SSMClient } = require('@aws-sdk/client-ssm');
const { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');

const REGION = 'eu-west-1';

/** The example key of AWS's documentation. moto assigns it an account that no example uses. */
const NOBODY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

class Accounts {
  #deployers = new Map();
  #callers = new Map();

  constructor(endpoint) {
    this.endpoint = endpoint;
  }

  #options(credentials) {
    return { endpoint: this.endpoint, region: REGION, credentials, maxAttempts: 1 };
  }

  sts(credentials) {
    return new STSClient(this.#options(credentials));
  }

  /** The clients of the deployer of an account. */
  async of(account) {
    if (!this.#deployers.has(account)) {
      const credentials = await this.deployer(account);
      const options = this.#options(credentials);
      this.#deployers.set(account, {
        credentials, cloudFormation: new CloudFormationClient(options), iam: new IAMClient(options), ssm: new SSMClient(options),
      });
    }
    return this.#deployers.get(account);
  }

  /** moto enforces no trust policy, and creates any account: every caller gets a session of the role that `cdk deploy` assumes. */
  deployer(account) {
    return this.assume(NOBODY, `arn:aws:iam::${account}:role/cdk-hnb659fds-deploy-role-${account}-${REGION}`, 'deployment');
  }

  /** Credentials of a user or of a session: its own access key, or a long session. */
  async credentialsOf(callerArn) {
    if (!this.#callers.has(callerArn)) this.#callers.set(callerArn, await this.#makeCredentials(callerArn));
    return this.#callers.get(callerArn);
  }

  /** The server has to recognise them as that caller. */
  async #makeCredentials(callerArn) {
    const [, , , , account, name] = callerArn.split(':');
    const [kind, ...rest] = name.split('/');
    const { iam } = await this.of(account);
    const own = kind === 'user' ? await accessKeyOf(iam, rest.pop()) : await this.sessionOf(account, rest[0], rest[1]);
    const { Arn } = await this.sts(own).send(new GetCallerIdentityCommand({}));
    if (Arn !== callerArn) throw new Error(`the server takes ${callerArn} for ${Arn}`);
    return own;
  }

  /** Credentials of a session of a role, whatever its trust policy says. */
  async sessionOf(account, roleName, sessionName) {
    const { credentials } = await this.of(account);
    return this.assume(credentials, `arn:aws:iam::${account}:role/${roleName}`, sessionName);
  }

  async assume(credentials, roleArn, sessionName) {
    const { Credentials } = await this.sts(credentials).send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName }));
    return credentialsIn(Credentials);
  }
}

async function accessKeyOf(iam, userName) {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
  return credentialsIn(AccessKey);
}

function credentialsIn({ AccessKeyId, SecretAccessKey, SessionToken }) {
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

module.exports = { Accounts, credentialsIn };
