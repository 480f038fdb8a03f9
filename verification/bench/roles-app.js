'use strict';
/**
 * A CDK app of many roles, synthesized in this process: all documents differ, except those that real apps repeat as well. Prints one line
 * of JSON: the cost of the whole process.
 *
 *     node verification/bench/roles-app.js ROLES CHECKER
 *
 * CHECKER is bare, guard (an aspect), plugin (the guard as one), nothing or cdk-nag.
 */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { App, Aspects, Aws, Stack, Validations } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');

/** CloudFormation accepts 500 resources per template. */
const ROLES_PER_STACK = 450;

/** The context that the CDK CLI gives to every app. */
const CONTEXT_OF_CLI = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:version-reporting': true };

const CHECKERS = {
  'bare': () => { },
  'guard': (app) => Aspects.of(app).add(new (require('cdk-secure-trust').TrustPolicyGuard)()),
  'plugin': (app) => Validations.of(app).addPlugins(new (require('cdk-secure-trust').TrustPolicyGuard)()),
  // What the CDK itself does as soon as an app has any validation plugin.
  'nothing': (app) => Validations.of(app).addPlugins({ name: 'Nothing', validate: () => ({ success: true, violations: [] }) }),
  'cdk-nag': (app) => Validations.of(app).addPlugins(new (require('cdk-nag').AwsSolutionsChecks)(app)),
};

const KINDS = [partner, service, workflow, ownAccount];

function partner(index) {
  return new iam.ArnPrincipal(`arn:aws:iam::${String(200_000_000_000 + index * 7_919)}:user/partner-${index}`).withConditions({
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
    StringEquals: { 'sts:ExternalId': `agreed-${index}-4f0c9a7e51b2` },
  });
}

function service(index) {
  return new iam.ServicePrincipal(['lambda', 'ecs-tasks', 'states'][index % 3] + '.amazonaws.com');
}

function workflow(index) {
  const issuer = 'token.actions.githubusercontent.com';
  return new iam.WebIdentityPrincipal(`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:oidc-provider/${issuer}`, {
    StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
    StringLike: { [`${issuer}:sub`]: `repo:team-${index % 31}/service-${index}:ref:refs/heads/main` },
  });
}

function ownAccount() {
  return new iam.AccountRootPrincipal();
}

function synthesize(roles, checker) {
  // Without the CDK CLI a finding would throw; here it must cost the same as under the CLI.
  process.env.CDK_APP_MODE ??= 'process';
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'roles-app-'));
  process.on('exit', () => fs.rmSync(outdir, { recursive: true, force: true }));
  process.env.CDK_VALIDATION = 'false'; // takes seconds, and would hide the cost to be measured
  const app = new App({ outdir, context: { ...require('aws-cdk-lib/recommended-feature-flags.json'), ...CONTEXT_OF_CLI } });
  CHECKERS[checker](app);
  let stack;
  for (let index = 0; index < roles; index += 1) {
    if (index % ROLES_PER_STACK === 0) stack = new Stack(app, `Stack${index / ROLES_PER_STACK}`);
    new iam.Role(stack, `Role${index}`, { assumedBy: KINDS[index % KINDS.length](index) });
  }
  app.synth();
}

synthesize(Number(process.argv[2]), process.argv[3]);
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
process.stdout.write(`\n${JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1_000, memory: maxRSS / 1_024 })}\n`);
process.exitCode = 0; // The bench only measures; the verdicts do not matter.
