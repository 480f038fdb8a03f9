/** What a user does after the publication: `cdk init`, `npm install cdk-secure-trust`, and a role. */
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { environmentWithoutAws, runCdk } = require('../cdk-cli');

const ROLE = (mfaOperator) => `
import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ExternalId, SecureCrossAccountRole, TrustedPrincipal, TrustPolicyGuard } from 'cdk-secure-trust';

export class AppStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { env: { account: '444455556666', region: 'eu-west-1' } });
    cdk.Aspects.of(scope).add(new TrustPolicyGuard());

    new SecureCrossAccountRole(this, 'Deploy', {
      trustedPrincipals: [TrustedPrincipal.user('111122223333', 'alice')],
      externalId: ExternalId.of('9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55'),
    });
    new iam.Role(this, 'Audit', {
      assumedBy: new iam.ArnPrincipal('arn:aws:iam::111122223333:user/alice').withConditions({
        ${mfaOperator}: { 'aws:MultiFactorAuthPresent': 'true' },
        StringEquals: { 'sts:ExternalId': '1f0f3a52-7d57-4b1f-9a59-0d3f6a2f9c11' },
      }),
    });
  }
}
`;

const APP = `
import * as cdk from 'aws-cdk-lib';
import { AppStack } from '../lib/app-stack';

new AppStack(new cdk.App(), 'AppStack');
`;

/** An empty folder filled by `cdk init`. It has no tests, so the test runner is left out (its types are listed in its tsconfig). */
function initApp(folder, repository) {
  fs.mkdirSync(folder, { recursive: true });
  const cli = path.join(repository, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  // Not with runCdk, which writes a log into the folder: `cdk init` needs an empty one.
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'init', 'app', '--language', 'typescript', '--generate-only'], {
    cwd: folder, encoding: 'utf8', env: environmentWithoutAws(),
  });
  if (status !== 0) return { status, output: `${stdout}${stderr}` };
  fs.rmSync(path.join(folder, 'test'), { recursive: true, force: true });
  const file = path.join(folder, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const name of Object.keys(manifest.devDependencies).filter((each) => /^(jest|@swc\/.*)$/.test(each))) {
    delete manifest.devDependencies[name];
  }
  fs.writeFileSync(file, JSON.stringify(manifest, undefined, 2));
  return { status, output: stdout, cdkVersion: manifest.dependencies['aws-cdk-lib'] };
}

/** `cdk synth` of the app, with MFA required by this operator. */
function synthWith(folder, mfaOperator) {
  fs.writeFileSync(path.join(folder, 'lib', 'app-stack.ts'), ROLE(mfaOperator));
  fs.writeFileSync(path.join(folder, 'bin', 'app.ts'), APP);
  fs.rmSync(path.join(folder, 'cdk.out'), { recursive: true, force: true });
  return runCdk({ folder }, folder, ['synth', '--quiet'], { CDK_VALIDATION: 'false' });
}

module.exports = { initApp, synthWith };
