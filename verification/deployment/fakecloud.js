'use strict';
/** fakecloud's server (`cargo install fakecloud`), whose STS enforces trust policies; and the accounts in it. */
const { spawnSync } = require('node:child_process');
const {
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetRoleCommand,
  UpdateAssumeRolePolicyCommand,
} = require('@aws-sdk/client-iam');
const { GetSessionTokenCommand } = require('@aws-sdk/client-sts');
const { Secret, TOTP } = require('otpauth');
const { Accounts, credentialsIn } = require('./accounts');
const { withServer } = require('./server');
const { environmentWithoutAws } = require('../../tools/cdk-cli');

const COMMAND = process.env.FAKECLOUD_COMMAND ?? 'fakecloud';
const STEP = 30_000;

/** The version that is installed; undefined if none is. */
function version() {
  const { status, stdout } = spawnSync(COMMAND, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Runs the work with the address of a fresh server. It enforces only trust policies here, not policies of callers. */
function withFakecloud(work) {
  const args = (port) => ['--addr', `127.0.0.1:${port}`, '--verify-sigv4', '--iam', 'off'];
  return withServer({ name: 'fakecloud', command: COMMAND, args, env: environment(), health: '/_fakecloud/health' }, work);
}

function environment() {
  return Object.fromEntries(Object.entries(environmentWithoutAws()).filter(([name]) => !name.startsWith('FAKECLOUD_')));
}

class EnforcingAccounts extends Accounts {
  #devices = new Map();

  /** An administrator; only fakecloud itself can make the first user of an account. */
  async deployer(account) {
    const response = await fetch(`${this.endpoint}/_fakecloud/iam/create-admin`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({
        accountId: account,
        userName: 'administrator',
      }),
    });
    if (!response.ok) throw new Error(`fakecloud makes no administrator of ${account}: ${await response.text()}`);
    return response.json();
  }

  /**
   * The trust policy is enforced here too, and no AWS service makes calls by itself: during this call the role trusts the administrator.
   */
  async sessionOf(account, roleName, sessionName) {
    const { iam } = await this.of(account);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: roleName }));
    const trust = (PolicyDocument) => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument }));
    const Statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: account } };
    await trust(JSON.stringify({ Version: '2012-10-17', Statement }));
    try {
      return await super.sessionOf(account, roleName, sessionName);
    } finally {
      await trust(decodeURIComponent(Role.AssumeRolePolicyDocument));
    }
  }

  /** What a user sends to authenticate with its own MFA device: the serial number and the current code. */
  async mfaOf(userArn) {
    if (!this.#devices.has(userArn)) this.#devices.set(userArn, await this.#deviceFor(userArn));
    const { serial, totp } = this.#devices.get(userArn);
    return { SerialNumber: serial, TokenCode: totp.generate() };
  }

  async #deviceFor(userArn) {
    const [, , , , account, name] = userArn.split(':');
    const UserName = name.split('/').pop();
    const { iam } = await this.of(account);
    const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }));
    const secret = Secret.fromBase32(Buffer.from(VirtualMFADevice.Base32StringSeed).toString('ascii'));
    const totp = new TOTP({ secret });
    const [AuthenticationCode1, AuthenticationCode2] = [Date.now() - STEP, Date.now()].map((timestamp) => totp.generate({ timestamp }));
    const SerialNumber = VirtualMFADevice.SerialNumber;
    await iam.send(new EnableMFADeviceCommand({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 }));
    return { serial: SerialNumber, totp };
  }

  /** A session of the user itself, with MFA or without. */
  async sessionTokenOf(credentials, mfa = {}) {
    const { Credentials } = await this.sts(credentials).send(new GetSessionTokenCommand(mfa));
    return credentialsIn(Credentials);
  }
}

module.exports = { EnforcingAccounts, version, withFakecloud };
