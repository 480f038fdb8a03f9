/**
 * Does what a user would do who knows only the output of the guard: paste the code of the first fix of each finding, fill in the printed
 * examples, and synthesize again, until there is nothing left to paste.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

/** How a language writes the code that the fixes replace: the prop of a role, and the guard. */
const FORMS = {
  typescript: { prop: /assumedBy:\s*/, guard: /new TrustPolicyGuard\(/ },
  python: { prop: /assumed_by=/, guard: /(?<![\w.])TrustPolicyGuard\(/ },
};

/**
 * @param app `language`, `source` (the text of the app, with one role that has findings) and `synthesize`, which runs the text and returns
 *   the exit status and the violations of the CDK's report
 * @returns the final text, the last status, and the number of pastes
 */
async function followPrintedFixes({ language, source, synthesize }) {
  let text = source;
  let result = await synthesize(text);
  let rounds = 0;
  while (result.status !== 0 && rounds < 5) {
    const fix = result.violations.map(({ suggestedFix }) => suggestedFix ?? '').find((each) => codeOf(each) !== '');
    if (fix === undefined) break;
    text = withPasted(text, fix, FORMS[language]);
    result = await synthesize(text);
    rounds += 1;
  }
  return { text, status: result.status, rounds };
}

/** The indented lines below the title, without those about what to fill in. */
function codeOf(fix) {
  const lines = fix.split('\n').slice(1);
  const end = lines.findIndex((line) => !line.startsWith('  ') || line.startsWith('  fill in '));
  const code = (end < 0 ? lines : lines.slice(0, end)).map((line) => line.slice(2)).join('\n');
  return /assumed_?by|TrustPolicyGuard/i.test(code) ? code : '';
}

function withPasted(text, fix, { prop, guard }) {
  let code = codeOf(fix);
  for (const [, name, example] of fix.matchAll(/<([a-z0-9-]+)> \(for example ([^)]+)\)/g)) code = code.split(`<${name}>`).join(example);
  const atGuard = code.search(guard);
  const ofRole = atGuard < 0 ? code : code.slice(0, atGuard);
  const ofGuard = atGuard < 0 ? '' : code.slice(atGuard);
  let pasted = text;
  if (ofRole.trim() !== '') pasted = withExpression(pasted, prop, ofRole.trim().replace(/,$/, ''));
  if (ofGuard.trim() !== '') pasted = withExpression(pasted, guard, ofGuard.trim());
  return pasted;
}

/** Replaces the expression that begins there, up to its end. */
function withExpression(text, beginning, code) {
  const start = text.search(beginning);
  if (start < 0) throw new Error(`the app has nothing like ${beginning}`);
  return text.slice(0, start) + code + text.slice(endOfExpression(text, start));
}

function endOfExpression(text, start) {
  let depth = 0;
  let quote = '';
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (`'"\``.includes(character)) {
      quote = character;
    } else if ('([{'.includes(character)) {
      depth += 1;
    } else if (')]}'.includes(character) || (character === ',' && depth === 0)) {
      if (depth === 0) return index;
      depth -= 1;
    }
  }
  throw new Error('the expression has no end');
}

/** The roles that newcomers are most likely to write, in TypeScript and Python. */
const NEWCOMERS = [
  {
    name: 'the root of a foreign account',
    typescript: `new iam.Role(stack, 'Partner', { assumedBy: new iam.AccountPrincipal('222222222222') });`,
    python: `iam.Role(stack, "Partner", assumed_by=iam.AccountPrincipal("222222222222"))`,
  },
  {
    name: 'GitHub without a subject',
    typescript: `const provider = new iam.OpenIdConnectProvider(stack, 'GitHub', {
  url: 'https://token.actions.githubusercontent.com',
  clientIds: ['sts.amazonaws.com'],
});
new iam.Role(stack, 'Deploy', {
  assumedBy: new iam.OpenIdConnectPrincipal(provider, {
    StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
  }),
});`,
    python: `provider = iam.OpenIdConnectProvider(
    stack, "GitHub", url="https://token.actions.githubusercontent.com", client_ids=["sts.amazonaws.com"]
)
iam.Role(
    stack,
    "Deploy",
    assumed_by=iam.OpenIdConnectPrincipal(
        provider, {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}
    ),
)`,
  },
  {
    name: 'everybody of an organization',
    typescript: `new iam.Role(stack, 'Shared', {
  assumedBy: new iam.AnyPrincipal().withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
});`,
    python: `iam.Role(
    stack,
    "Shared",
    assumed_by=iam.AnyPrincipal().with_conditions({"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}),
)`,
  },
];

/** The violations of all plugins, as the CDK reports them; none if it reported nothing. */
function violationsIn(assembly) {
  const file = path.join(assembly, 'validation-report.json');
  if (!fs.existsSync(file)) return [];
  return JSON.parse(fs.readFileSync(file, 'utf8')).pluginReports.flatMap(({ violations }) => violations);
}

/** An app with one of these roles and the guard. */
function newcomersApp(role, language) {
  if (language === 'typescript') {
    return `import * as cdk from 'aws-cdk-lib';
import { aws_iam as iam } from 'aws-cdk-lib';
import { KnownAccount, TrustPolicyGuard } from 'cdk-secure-trust';

void KnownAccount;
const app = new cdk.App();
const stack = new cdk.Stack(app, 'Workload');
${role.typescript}
cdk.Aspects.of(app).add(new TrustPolicyGuard());
`;
  }
  return `import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from cdk_secure_trust import KnownAccount, TrustPolicyGuard

app = cdk.App()
stack = cdk.Stack(app, "Workload")
${role.python}
cdk.Aspects.of(app).add(TrustPolicyGuard())
app.synth()
`;
}

module.exports = { followPrintedFixes, NEWCOMERS, newcomersApp, violationsIn };
