'use strict';
/** The package's two answers, from the packed package as users install it: `TrustPolicy.evaluate`, and the command `explain`. */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

class PackageUnderTest {
  #work;
  #command;
  #cdk;
  #library;

  /**
   * @param consumer the folder in which the packed package is installed
   * @param work a folder for the input of the command
   */
  constructor(consumer, work) {
    const installed = path.join(consumer, 'node_modules', 'cdk-secure-trust');
    this.#work = work;
    this.#command = path.join(installed, 'bin', 'cdk-secure-trust');
    this.#cdk = require(path.join(consumer, 'node_modules', 'aws-cdk-lib'));
    this.#library = require(installed);
  }

  /** The trust policy as IAM sent it, URL-encoded: `allowed`, `denied` or `undecided`. */
  evaluate({ role, caller, sends }) {
    const { mfaAge, ...sent } = sends;
    const { outcome } = this.#trustPolicy(role, role.encoded).evaluate({
      ...sent,
      ...mfaAge === undefined ? {} : { mfaAge: this.#cdk.Duration.seconds(mfaAge) },
      ...caller.startsWith('arn:') ? { callerArn: caller } : { service: caller },
    });
    return outcome;
  }

  /** Whether the stored trust policy allows the same requests as the one in the template. */
  isSame(role, inTemplate) {
    const { widens, narrows } = this.#trustPolicy(role, inTemplate).compareWith(this.#trustPolicy(role, role.encoded));
    const { NO } = this.#library.TrustAnswer;
    return widens === NO && narrows === NO;
  }

  #trustPolicy(role, document) {
    return this.#library.TrustPolicy.fromJson(document, { account: role.arn.split(':')[4] });
  }

  /** `cdk-secure-trust explain`: the decision, and the codes of the causes. */
  explain({ role, caller, policies, sends }) {
    const { mfa, mfaAge, externalId, sourceIdentity, sessionName, context = {} } = sends;
    const keys = { ...context, ...mfa === undefined ? {} : { 'aws:MultiFactorAuthPresent': mfa } };
    const options = {
      'role-arn': role.arn, 'caller-arn': caller, 'external-id': externalId, 'mfa-age': mfaAge, 'source-identity': sourceIdentity,
      'session-name': sessionName,
    };
    const args = [
      ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)])),
      ...Object.entries(keys).flatMap(([key, value]) => ['--context', `${key}=${value}`]),
      '--trust-policy', this.#file('role.json', role.printed),
      ...policies.flatMap(({ printed }, index) => ['--caller-policy', this.#file(`caller-policy-${index}.json`, printed)]),
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, [this.#command, 'explain', '--format', 'json', ...args], {
      encoding: 'utf8',
    });
    if (status > 1 || stderr !== '') throw new Error(`explain ${args.join(' ')} ended with exit status ${status}: ${stderr}`);
    const { decision, callerSide, causes } = JSON.parse(stdout);
    if ((status === 0) !== (decision === 'allowed')) throw new Error(`explain says ${decision} and ends with exit status ${status}`);
    return { decision, callerSide, causes: causes.map(({ code }) => code) };
  }

  #file(name, content) {
    const file = path.join(this.#work, name);
    fs.writeFileSync(file, JSON.stringify(content, undefined, 2));
    return file;
  }
}

module.exports = { PackageUnderTest };
