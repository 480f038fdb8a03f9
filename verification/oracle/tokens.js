'use strict';
/**
 * Tokens of issuers that many tenants share, with the subjects that their tenants can configure. Each token has the tenant that it belongs
 * to: `names` are the texts by one of which a policy would single the tenant out.
 *
 * GitHub: an organization chooses which claims make up the subject of its tokens, and since 2026 owner and repository come with their ids.
 * A colon inside a claim is written %3A. Google: `oaud` is chosen by whoever requests the token.
 */

const GITHUB = 'token.actions.githubusercontent.com';
const GOOGLE = 'accounts.google.com';

const OWNERS = [
  { owner: 'acme', ownerId: '1111', repositoryId: '5551', enterpriseId: '71' },
  { owner: 'acme-evil', ownerId: '2222', repositoryId: '5552', enterpriseId: '72' },
  { owner: 'mallory', ownerId: '3333', repositoryId: '5553', enterpriseId: '73' },
];
const REPOSITORIES = ['app', 'infra'];
const ENVIRONMENTS = ['production', 'staging'];
const REFS = ['refs/heads/main', 'refs/heads/dev', 'refs/tags/v1'];
/** Anyone can call a public reusable workflow. */
const REUSABLE = 'acme/ci/.github/workflows/deploy.yml@refs/heads/main';

/** The GitHub claims that AWS passes on, and some that it does not. */
const GITHUB_CLAIMS = [
  'aud', 'sub', 'actor', 'actor_id', 'enterprise_id', 'environment', 'job_workflow_ref', 'ref', 'repository', 'repository_id',
  'repository_owner_id', 'workflow',
];
const GITHUB_CLAIMS_NOT_PASSED = ['repository_owner', 'event_name', 'runner_environment', 'repository_visibility'];
/** AWS documents the usual claims (`email`, `azp`, `amr`) without saying for which issuers: they may be in the request. */
const GOOGLE_CLAIMS = ['aud', 'oaud', 'sub', 'google/organization_number', 'email', 'azp', 'amr'];
const GOOGLE_CLAIMS_NOT_PASSED = ['hd'];

/** Adds the claims of one token to the context, and returns its tenant. */
function githubToken(random, context) {
  const tenant = random.pick(OWNERS);
  const facts = {
    ...tenant, repository: random.pick(REPOSITORIES), environment: random.chance(0.5) ? random.pick(ENVIRONMENTS) : undefined,
    ref: random.pick(REFS),
    workflow: random.pick(['deploy', 'build']), actor: random.pick(['alice', 'bob']), visibility: random.pick(['private', 'public']),
  };
  facts.jobWorkflow = random.chance(0.4) ? REUSABLE : `${facts.owner}/${facts.repository}/.github/workflows/w.yml@${facts.ref}`;
  const claims = {
    aud: random.pick([
      'sts.amazonaws.com',
      'sts.amazonaws.com',
      `https://github.com/${facts.owner}`,
    ]), sub: githubSubject(random, facts), actor: facts.actor,
    actor_id: facts.actor === 'alice' ? '41' : '42', enterprise_id: random.chance(0.3) ? facts.enterpriseId : undefined,
    environment: facts.environment,
    job_workflow_ref: facts.jobWorkflow, ref: facts.ref, repository: `${facts.owner}/${facts.repository}`,
    repository_id: facts.repositoryId,
    repository_owner_id: facts.ownerId, workflow: facts.workflow,
  };
  addClaims(context, GITHUB, claims);
  return { names: [facts.owner, facts.ownerId, facts.repositoryId, facts.enterpriseId] };
}

function githubSubject(random, facts) {
  const { owner, ownerId, repository, repositoryId, environment, ref, workflow, actor, jobWorkflow, visibility } = facts;
  const what = environment === undefined ? random.pick([`ref:${ref}`, `ref:${ref}`, 'pull_request']) : `environment:${environment}`;
  const part = {
    repo: () => `repo:${owner}/${repository}`, context: () => what, environment: () => `environment:${environment ?? ''}`,
    ref: () => `ref:${ref}`,
    owner: () => `repository_owner:${owner}`, ownerId: () => `repository_owner_id:${ownerId}`, workflow: () => `workflow:${workflow}`,
    actor: () => `actor:${actor}`,
    jobWorkflow: () => `job_workflow_ref:${jobWorkflow}`, visibility: () => `repository_visibility:${visibility}`,
  };
  const composed = (...names) => names.map((name) => part[name]()).join(':');
  return random.pick([
    composed('repo', 'context'), composed('repo', 'context'), composed('repo', 'context'),
    `repo:${owner}@${ownerId}/${repository}@${repositoryId}:${what}`,
    `repo:${owner}@${ownerId}/${repository}@${repositoryId}:${what}`, composed('environment'), composed('ref'), composed('workflow'),
    composed('actor'), composed('jobWorkflow'),
    composed('visibility'), composed('owner', 'environment'), composed('ownerId', 'ref'), composed('environment', 'repo'),
    composed('repo', 'context', 'jobWorkflow'),
    composed('environment', 'ref'), composed('jobWorkflow', 'repo'), composed('visibility', 'owner'),
  ]);
}

function googleToken(random, context) {
  const aud = random.pick(['client-1', 'client-2']);
  const sub = random.pick(['100000000000000000001', '100000000000000000002']);
  const organization = random.chance(0.4) ? random.pick(['900000000001', '900000000002']) : undefined;
  addClaims(context, GOOGLE, {
    aud,
    oaud: random.pick(['https://acme.example', 'client-1', 'sts.amazonaws.com']),
    sub,
    'google/organization_number': organization,
  });
  return { names: [aud, sub, organization].filter((name) => name !== undefined) };
}

function addClaims(context, issuer, claims) {
  for (const [claim, value] of Object.entries(claims)) if (value !== undefined) context[`${issuer}:${claim}`] = value;
}

/** Why the issuer's tokens have no such key (in lower case); undefined if they may. */
function whyNoClaim(issuer, key) {
  const passed = { [GITHUB]: GITHUB_CLAIMS, [GOOGLE]: GOOGLE_CLAIMS }[issuer];
  if (passed === undefined || !key.startsWith(`${issuer}:`)) return undefined;
  const claim = key.slice(issuer.length + 1);
  return passed.includes(claim) ? undefined : `AWS does not pass on ${key}`;
}

/** Does the document contain a literal text that identifies the tenant? */
function namesTenant(document, { names }) {
  const written = JSON.stringify(document);
  return names.some((name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(written));
}

/** The owner that a subject of GitHub names; undefined if it names none. */
function ownerInSubject(subject) {
  const found = /(?:^|:)(?:repo|repository):([\w-]+)(?:@\d+)?\/|(?:^|:)repository_owner:([\w-]+)(?:$|:)/.exec(subject);
  return found?.[1] ?? found?.[2];
}

/** Keys of both issuers, with values for policies to name. */
const KEYS = {};
const key = (issuer, claim, ...values) => (KEYS[`${issuer}:${claim}`] = { type: 'text', values });
key(GITHUB, 'sub',
  'repo:acme/app:ref:refs/heads/main', 'repo:acme/*', 'repo:acme*', 'repo:acme/app:environment:production', 'repo:acme@1111/app@5551:*',
  'repo:acme@*/app@*:*', 'environment:production',
  'environment:production:*', 'ref:refs/heads/main', 'workflow:deploy', 'actor:alice', `job_workflow_ref:${REUSABLE}`,
  `*job_workflow_ref:${REUSABLE}`, 'repository_visibility:private*',
  'repository_owner:acme:*', 'repository_owner_id:1111:*', 'environment:production:repo:acme/*', '*:repo:acme/*', '*environment:production',
  `repo:*:job_workflow_ref:${REUSABLE}`);
key(GITHUB, 'aud', 'sts.amazonaws.com', 'https://github.com/acme');
key(GITHUB, 'actor', 'alice', 'bob');
key(GITHUB, 'actor_id', '41', '42');
key(GITHUB, 'enterprise_id', '71', '72');
key(GITHUB, 'environment', ...ENVIRONMENTS);
key(GITHUB, 'job_workflow_ref', REUSABLE, 'acme/*');
key(GITHUB, 'ref', ...REFS, 'refs/heads/*');
key(GITHUB, 'repository', 'acme/app', 'acme/*', 'acme-evil/app');
key(GITHUB, 'repository_id', '5551', '5552');
key(GITHUB, 'repository_owner_id', '1111', '2222');
key(GITHUB, 'workflow', 'deploy', 'build');
key(GITHUB, 'repository_owner', 'acme', 'acme-evil');
key(GITHUB, 'event_name', 'push', 'pull_request');
key(GITHUB, 'runner_environment', 'github-hosted');
key(GITHUB, 'repository_visibility', 'private');
key(GOOGLE, 'aud', 'client-1', 'client-2');
key(GOOGLE, 'oaud', 'https://acme.example', 'client-1', 'sts.amazonaws.com');
key(GOOGLE, 'sub', '100000000000000000001', '100000000000000000002');
key(GOOGLE, 'google/organization_number', '900000000001', '900000000002');
key(GOOGLE, 'email', 'alice@acme.example');
key(GOOGLE, 'hd', 'acme.example');

module.exports = {
  GITHUB,
  GOOGLE,
  GITHUB_CLAIMS_NOT_PASSED,
  GOOGLE_CLAIMS_NOT_PASSED,
  KEYS,
  githubToken,
  googleToken,
  namesTenant,
  ownerInSubject,
  whyNoClaim,
};
