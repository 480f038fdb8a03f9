/**
 * Does what a user would do who knows only the output of the guard: paste the code of the first fix of each finding, or create the role
 * with the construct that the guard names as another way, fill in the printed examples, and synthesize again, until there is nothing left
 * to paste.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

/** How a language writes the code that the fixes replace: the class of a role and its prop, and the guard. */
const FORMS = {
  typescript: { role: 'iam.Role(', prop: /assumedBy:\s*/, guard: /new TrustPolicyGuard\(/ },
  python: { role: 'iam.Role(', prop: /assumed_by=/, guard: /(?<![\w.])TrustPolicyGuard\(/ },
};

/**
 * @param app `language`, `source` (the text of the app, with one role that has findings) and `synthesize`, which runs the text and returns
 *   the exit status and the violations of the CDK's report; `withConstruct`: the construct is chosen where one is named
 * @returns the final text, the last status, and the number of pastes
 */
async function followPrintedFixes({ language, source, synthesize, withConstruct = false }) {
  let text = source;
  let result = await synthesize(text);
  let rounds = 0;
  while (result.status !== 0 && rounds < 5) {
    const fix = result.violations.map(({ suggestedFix }) => suggestedFix ?? '').find((each) => codeOf(each) !== '');
    if (fix === undefined) break;
    const construct = withConstruct ? constructIn(fix) : undefined;
    text = construct ? withConstructInstead(text, fix, construct, FORMS[language]) : withPasted(text, fix, FORMS[language]);
    result = await synthesize(text);
    rounds += 1;
  }
  return { text, status: result.status, rounds };
}

/** The indented lines below the title, without those about what to fill in. */
function codeOf(fix) {
  const code = codeBelow(fix.split('\n'), 0);
  return /assumed_?by|TrustPolicyGuard/i.test(code) ? code : '';
}

function codeBelow(lines, title) {
  const below = lines.slice(title + 1);
  const end = below.findIndex((line) => !line.startsWith('  ') || line.startsWith('  fill in '));
  return (end < 0 ? below : below.slice(0, end)).map((line) => line.slice(2)).join('\n');
}

/** The class that the fix names instead of `iam.Role`, and its props. */
function constructIn(fix) {
  const lines = fix.split('\n');
  const title = lines.findIndex((line) => line.startsWith('or create the role with '));
  return title < 0 ? undefined : { name: /^or create the role with (\w+)/.exec(lines[title])[1], props: codeBelow(lines, title) };
}

function withConstructInstead(text, fix, { name, props }, { role, prop }) {
  if (!text.includes(role)) throw new Error(`the app has no ${role}`);
  return withExpression(text.replace(role, `${name}(`), prop, withExamples(props, fix));
}

function withExamples(code, fix) {
  let filled = code;
  for (const [, name, example] of fix.matchAll(/<([a-z0-9-]+)> \(for example ([^)]+)\)/g)) filled = filled.split(`<${name}>`).join(example);
  return filled;
}

function withPasted(text, fix, { prop, guard }) {
  const code = withExamples(codeOf(fix), fix);
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
import {
  ExternalId, KnownAccount, MfaRequirement, OidcSubject, SecureCrossAccountRole, SecureOidcRole, TrustedPrincipal, TrustPolicyGuard,
} from 'cdk-secure-trust';

void [ExternalId, KnownAccount, MfaRequirement, OidcSubject, SecureCrossAccountRole, SecureOidcRole, TrustedPrincipal];
const app = new cdk.App();
const stack = new cdk.Stack(app, 'Workload');
${role.typescript}
cdk.Aspects.of(app).add(new TrustPolicyGuard());
`;
  }
  return `import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from cdk_secure_trust import (
    ExternalId, KnownAccount, MfaRequirement, OidcSubject, SecureCrossAccountRole, SecureOidcRole, TrustedPrincipal, TrustPolicyGuard,
)

app = cdk.App()
stack = cdk.Stack(app, "Workload")
${role.python}
cdk.Aspects.of(app).add(TrustPolicyGuard())
app.synth()
`;
}

module.exports = { followPrintedFixes, NEWCOMERS, newcomersApp, violationsIn };
