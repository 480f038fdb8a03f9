'use strict';
/**
 * The forms in which every policy is shown to every tool, and the files that hold them: `<work>/<form>/<id>.template.json`. Our guard and
 * cdk-nag check the CDK forms while the CDK writes them, as they do in an app: both read constructs and not only templates.
 */
const fs = require('node:fs');
const path = require('node:path');
const cdk = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const cloudformationInclude = require('aws-cdk-lib/cloudformation-include');
const nag = require('cdk-nag');
const { addRole } = require('./role-in-cdk');
const { rawTemplate } = require('./tables');

const FORMS = [
  { id: 'raw', title: 'the document as it is, in a CloudFormation template' },
  {
    id: 'cdk',
    title: 'a CDK app whose stack knows its account, and whose region and partition are known at deployment',
    region: undefined,
  },
  { id: 'cdk-region', title: 'the same app with the region given, which makes the CDK write partitions out', region: 'eu-west-1' },
];

// The CDK's own check of the grammar of templates ends the synthesis; it is the rule E3530 of cfn-lint, which is run separately.
process.env.CDK_VALIDATION = 'false';

/** What `cdk init` writes into `cdk.json`. */
const CDK_FOLDER = path.dirname(require.resolve('aws-cdk-lib/package.json'));
const FLAGS = JSON.parse(fs.readFileSync(path.join(CDK_FOLDER, 'recommended-feature-flags.json'), 'utf8'));

/** All packs, so that no rule on trust policies is missed. */
const PACKS = {
  AwsSolutionsChecks: nag.AwsSolutionsChecks,
  HIPAASecurityChecks: nag.HIPAASecurityChecks,
  NIST80053R4Checks: nag.NIST80053R4Checks,
  NIST80053R5Checks: nag.NIST80053R5Checks,
  PCIDSS321Checks: nag.PCIDSS321Checks,
  ServerlessChecks: nag.ServerlessChecks,
};

/** @returns per form and id: the file of the template, the findings of our guard (not for the raw form) and those of cdk-nag */
function writeForms(policies, work, ours) {
  const answers = {};
  for (const { id: form, region } of FORMS) {
    fs.mkdirSync(path.join(work, form), { recursive: true });
    answers[form] = Object.fromEntries(policies.map((policy) => [policy.id, writeForm(policy, { form, region, work, ours })]));
  }
  return answers;
}

function writeForm(policy, { form, region, work, ours }) {
  const file = path.join(work, form, `${policy.id}.template.json`);
  const rawFile = path.join(work, 'raw', `${policy.id}.template.json`);
  if (form === 'raw') fs.writeFileSync(rawFile, JSON.stringify(rawTemplate(policy), undefined, 2));
  const outdir = path.join(work, 'cdk.out');
  fs.rmSync(outdir, { recursive: true, force: true });
  const app = new cdk.App({ outdir, analyticsReporting: false, postCliContext: FLAGS });
  const stack = new cdk.Stack(app, 'Stack', { env: { account: policy.account, region } });
  // cdk-nag reads constructs, so a raw template reaches it as an app includes it.
  addRole({ iam, cloudformationInclude }, stack, form === 'raw' ? { ...policy, cdk: 'CfnInclude' } : policy, rawFile);
  const guard = form === 'raw' ? undefined : ours.addGuard(app, policy, path.join(work, 'report.json'));
  app.synth();
  if (form !== 'raw') fs.copyFileSync(path.join(outdir, 'Stack.template.json'), file);
  return { file, guard: guard?.(), nag: nagFindings(app) };
}

/** The ids of the rules that report the role, or that throw on it; all packs together. */
function nagFindings(app) {
  const roles = new Set(app.node.findAll().filter((node) => node.cfnResourceType === 'AWS::IAM::Role').map(({ node }) => node.path));
  return Object.values(PACKS).flatMap((Pack) => new Pack(app).validateScope(app).violations
    .filter(({ violatingResources }) => violatingResources.some(({ constructPath }) => roles.has(constructPath)))
    .map(({ ruleName, description }) => (description.startsWith('Rule threw') ? `${ruleName} (throws)` : ruleName)));
}

module.exports = { FORMS, writeForms };
