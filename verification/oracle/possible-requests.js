'use strict';
/**
 * Which requests AWS can produce: what a witness must not contain, and which callers cannot exist together with what a policy names. Keys
 * are in lower case.
 */
const { lastPart, whyNoName } = require('./names');
const { whyNoClaim } = require('./tokens');
const { BY_LOWER_CASE, CLOCK, KEYS, OWN } = require('./vocabulary');
const { instantOf } = require('./plain-values');

/** The side actions of a request whose context has lower-case keys. */
function sidesOf(context) {
  const has = (pattern) => Object.keys(context).some((key) => pattern.test(key) && context[key].length > 0);
  return [
    ...(has(/^(aws:tagkeys$|aws:requesttag\/|sts:transitivetagkeys$)/) ? ['sts:TagSession'] : []),
    ...(has(/^(sts|aws):sourceidentity$/) ? ['sts:SetSourceIdentity'] : []),
    ...(has(/^sts:requestcontext(providers$|\/)/) ? ['sts:SetContext'] : []),
  ];
}

const isAws = ({ kind }) => kind === 'iam-user' || kind === 'role-session' || kind === 'federated-session';

/** Services that assume a role without ever sending an ExternalId. */
const WITHOUT_EXTERNAL_ID = ['lambda.amazonaws.com', 'ec2.amazonaws.com', 'events.amazonaws.com'];

/** Keys that only some callers ever have. */
const ONLY_OF = [
  [/^aws:(username)$/, ({ kind }) => kind === 'iam-user'],
  [/^aws:multifactorauthpresent$/, ({ kind }) => kind === 'iam-user' || kind === 'role-session'],
  [/^aws:multifactorauthage$/, ({ kind }) => kind === 'iam-user'],
  [/^aws:principalorg(id|paths)$/, isAws],
  // Calls with a token or an assertion are not signed by an AWS principal.
  [/^aws:principal(arn|account|type|tag\/.*)$|^aws:userid$/, ({ kind }) => kind !== 'saml' && kind !== 'oidc'],
  // For a call with a token and the resulting session; it is not documented for assertions.
  [/^aws:federatedprovider$/, ({ kind }) => kind === 'federated-session' || kind === 'oidc'],
  [/^aws:source(account|arn|orgid|orgpaths)$/, ({ kind }) => kind === 'service'],
  [/^aws:principalservicename(slist)?$/, ({ kind }) => kind === 'service'],
  [/^sts:externalid$/, ({ kind, service }) => isAws({ kind }) || (kind === 'service' && !WITHOUT_EXTERNAL_ID.includes(service))],
  [/^(lambda|ec2|codebuild):|^aws:ec2instancesource/, ({ kind }) => kind === 'role-session'],
  [/^sts:roleauthorizedbyidp$/, ({ kind }) => kind === 'oidc'],
  [/^sts:(durationseconds|awsservicename|identitytokenaudience|signingalgorithm|taskpolicyarn)$/, () => false],
  [/^saml:(aud|iss|doc|edu.*)$/, ({ kind }) => kind === 'saml'],
  [/^saml:(sub|sub_type|namequalifier)$/, ({ kind }) => kind === 'saml' || kind === 'federated-session'],
];

const OF_EVERY_ENDPOINT = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'];
/** AWS lists the services that send the other keys; the last two also need an organization. */
const OF_ENDPOINT = [...OF_EVERY_ENDPOINT, 'aws:sourcevpcarn', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths'];
const OF_INSTANCE = ['ec2:sourceinstancearn', 'aws:ec2instancesourcevpc', 'aws:ec2instancesourceprivateipv4'];

/** If one of `any` is present, all of `all` are. */
const TOGETHER = [{ any: OF_ENDPOINT, all: OF_EVERY_ENDPOINT }, { any: OF_INSTANCE, all: OF_INSTANCE }];

/** Keys whose value contains an account, which is that of the caller. */
const OF_ACCOUNT_OF_CALLER = ['lambda:sourcefunctionarn', 'ec2:sourceinstancearn', 'aws:federatedprovider', 'aws:signinsessionarn'];

/**
 * Why AWS cannot produce a request, as far as this file knows; undefined if it can. Missing keys are handled by `completions`.
 */
function whyImpossible({ caller, context, undocumented = [] }) {
  return whyNoCaller(caller) ?? whyNoKey(caller, context) ?? whyKeysDiffer(caller, context) ?? whyDocumented(caller, undocumented);
}

function whyNoCaller(caller) {
  const { kind, provider, account } = caller;
  if ((kind === 'saml' && account !== OWN) || (kind === 'oidc' && provider !== undefined && provider.account !== OWN)) {
    return 'a provider of another account';
  }
  const name = caller.name ?? caller.roleName;
  return name === undefined ? undefined : whyNoName(name);
}

function whyNoKey(caller, context) {
  for (const key of Object.keys(context)) {
    const rule = ONLY_OF.find(([pattern]) => pattern.test(key));
    if (rule && !rule[1](caller)) return `${caller.kind} never has ${key}`;
    const claim = /^([^:]*\.[^:]*):/.exec(key);
    if (
      claim &&
      !(caller.kind === 'oidc' && caller.issuer.toLowerCase() === claim[1]) &&
      !(caller.kind === 'federated-session' && key.startsWith('cognito-identity'))
    ) {
      return `${caller.kind} has no claim ${key}`;
    }
    const notPassed = claim && whyNoClaim(claim[1], key);
    if (notPassed) return notPassed;
  }
  return undefined;
}

/** Contradictions between two keys, or between a key and the caller. */
function whyKeysDiffer(caller, context) {
  const mfa = context['aws:multifactorauthpresent'];
  if (mfa === 'true' && caller.kind !== 'iam-user') return `${caller.kind} shows MFA`;
  if (context['aws:multifactorauthage'] !== undefined && mfa !== 'true') return 'an MFA age without MFA';
  if (context['aws:sourceip'] !== undefined && OF_ENDPOINT.some((key) => context[key] !== undefined)) {
    return 'a public address and a VPC endpoint at once';
  }
  const past = whyOver(context);
  if (past !== undefined) return past;
  const provider = context['aws:federatedprovider'];
  if (caller.kind === 'oidc' && provider !== undefined && provider !== providerOf(caller)) return 'a token of another provider';
  if (!isAws(caller)) return undefined;
  const resource = caller.kind === 'iam-user' ? `user/${caller.name}` : `role/${caller.roleName}`;
  const arn = `arn:${caller.partition}:iam::${caller.account}:${resource}`;
  const facts = { 'aws:principalarn': arn, 'aws:principalaccount': caller.account, 'aws:username': lastPart(caller.name ?? '') };
  const other = Object.keys(facts).find((key) => context[key] !== undefined && context[key] !== facts[key]);
  if (other !== undefined) return `the ${other} of another principal`;
  const accountIn = (text) => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(text)?.[1] ?? caller.account;
  const foreign = OF_ACCOUNT_OF_CALLER.find((key) => context[key] !== undefined && accountIn(context[key]) !== caller.account);
  return foreign && `${foreign} of another account than the caller's`;
}

/** The provider of a token: its ARN, or the name of a built-in one. */
function providerOf({ issuer, provider }) {
  return provider ? `arn:${provider.partition}:iam::${provider.account}:oidc-provider/${issuer}` : issuer;
}

/** The longest lifetime of temporary credentials: 36 hours, for those of `GetSessionToken`. */
const LONGEST_SESSION_HOURS = 36;

/** Requests are made now or later, with credentials that are still valid. */
function whyOver(context) {
  const now = Date.parse(CLOCK);
  const isBefore = (key, limit) => context[key] !== undefined && instantOf(context[key]) < limit;
  if (isBefore('aws:currenttime', now) || isBefore('aws:epochtime', now)) return 'a request in the past';
  return isBefore('aws:tokenissuetime', now - LONGEST_SESSION_HOURS * 3_600_000) ? 'credentials that have expired' : undefined;
}

const SOME_DATES = ['2026-06-14T00:30:00Z', '2026-06-15T12:00:00Z', CLOCK, '2026-12-31T23:59:59Z', '2040-01-01T00:00:00Z'];

/** A block of addresses is used in policies, but never sent. */
const isSent = (value) => !/\/\d+$/.test(String(value));

/**
 * A witness leaves out what does not matter. Returns the requests that it can represent: with the keys that AWS sends together with those
 * it has, as far as the document uses them. At least one of them has to be allowed.
 */
function completions(request, document) {
  const missing = missingKeys(request, JSON.stringify(document).toLowerCase());
  if (missing.length === 0) return [request];
  const valuesOf = (key) => (key === 'aws:tokenissuetime' ? SOME_DATES : KEYS[BY_LOWER_CASE.get(key)].values.filter(isSent));
  return Array.from({ length: 8 }, (_, turn) => ({
    ...request,
    context: { ...request.context, ...Object.fromEntries(missing.map((key) => [key, valuesOf(key)[turn % valuesOf(key).length]])) },
  }));
}

function missingKeys({ caller: { kind }, context }, written) {
  // One key may be the beginning of another one.
  const lacks = (key) => context[key] === undefined && new RegExp(`${key}["},]`).test(written);
  const isTemporary = context['aws:multifactorauthpresent'] === 'false' || kind === 'role-session' || kind === 'federated-session';
  const others = TOGETHER.flatMap(({ any, all }) => (any.some((key) => context[key] !== undefined) ? all.filter(lacks) : []));
  return isTemporary && lacks('aws:tokenissuetime') ? ['aws:tokenissuetime', ...others] : others;
}

/** Callers with a token have none of these keys: nothing about them is unknown. */
function whyDocumented({ kind }, undocumented) {
  if (kind !== 'saml' && kind !== 'oidc') return undefined;
  const key = undocumented.find((name) => /^aws:principal(arn|account|orgid|orgpaths|tag\/.*)$/i.test(name));
  return key && `${key} is known to be missing`;
}

/**
 * Can the caller exist together with the principals that the policy names? IAM accepts a role principal only if that role exists, role
 * names are unique in an account whatever their path, and a provider can be used only in the role's own account.
 */
function canExist(document, caller) {
  if (whyNoCaller(caller) !== undefined) return false;
  if (caller.roleName === undefined) return true;
  const own = `arn:${caller.partition}:iam::${caller.account}:role/${caller.roleName}`;
  const named = [document.Statement].flat().map(({ Principal, NotPrincipal }) => [Principal, NotPrincipal]);
  const roles = JSON.stringify(named).match(/arn:[^"]*:role\/[^"]*/g) ?? [];
  const isSameAccount = (arn) => arn.startsWith(own.slice(0, own.indexOf(':role/') + 6));
  return roles.every((arn) => arn === own || !isSameAccount(arn) || lastPart(arn).toLowerCase() !== lastPart(own).toLowerCase());
}

module.exports = { canExist, completions, isAws, LONGEST_SESSION_HOURS, providerOf, sidesOf, whyImpossible, WITHOUT_EXTERNAL_ID };
