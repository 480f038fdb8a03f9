'use strict';
/**
 * The AWS SDK, pointed at an AWS on loopback. That knows an account by the credentials of a call, as AWS does: so there is somebody who
 * deploys in each account, and whoever tries a role calls with an access key, or with a session, of its own.
 */
// Node 20 is the oldest that this repository supports; that later versions of the SDK will want a newer one is of no use here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const { CloudFormationClient } = require('@aws-sdk/client-cloudformation');
const { CreateAccessKeyCommand, IAMClient } = require('@aws-sdk/client-iam');
const { SSMClient } = require('@aws-sdk/client-ssm');
const { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');

const REGION = 'eu-west-1';

/** The example key of AWS's documentation: nobody's. moto takes it for an account of its own that no example knows. */
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

  /** The clients of whoever deploys into an account. */
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

  /** moto enforces no trust policy, and makes an account of any: whoever calls gets a session of the role that `cdk deploy` assumes. */
  deployer(account) {
    return this.assume(NOBODY, `arn:aws:iam::${account}:role/cdk-hnb659fds-deploy-role-${account}-${REGION}`, 'deployment');
  }

  /** Credentials of a user or of a session: an access key of its own, or a session that lasts. */
  async credentialsOf(callerArn) {
    if (!this.#callers.has(callerArn)) this.#callers.set(callerArn, await this.#makeCredentials(callerArn));
    return this.#callers.get(callerArn);
  }

  /** The server has to take them for who they are. */
  async #makeCredentials(callerArn) {
    const [, , , , account, name] = callerArn.split(':');
    const [kind, ...rest] = name.split('/');
    const { iam } = await this.of(account);
    const own = kind === 'user' ? await accessKeyOf(iam, rest.pop()) : await this.sessionOf(account, rest[0], rest[1]);
    const { Arn } = await this.sts(own).send(new GetCallerIdentityCommand({}));
    if (Arn !== callerArn) throw new Error(`the server takes ${callerArn} for ${Arn}`);
    return own;
  }

  /** Credentials of a session of a role, whomever it trusts. */
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
