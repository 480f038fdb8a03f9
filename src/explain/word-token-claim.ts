/** Describes a claim of a token that the trust policy does not accept, and the usual reason for it. */
import { Failure } from './failure';
import { describeClauses } from './word-condition';
import { Wording, WordingContext } from './wording';
import { ClauseMatch } from '../evaluation/match-condition';
import { matchPattern, readPattern, WILDCARDS_ONLY } from '../evaluation/value-pattern';
import { showText } from '../policy/partly-known-text';

export function wordTokenClaim(failure: Failure, { attempt }: WordingContext): Wording {
  const { clauses, doubtful } = failure;
  const conditions = describeClauses(clauses);
  if (doubtful) {
    const key = showText(clauses[0].clause.keyWritten);
    return {
      message: `whether a claim of the token matches is not known: ${conditions}`,
      fix: `give the claims of the token with --token, or this one with --context ${key}=VALUE, and run the command again`,
      remedy: 'call',
    };
  }
  const [reason] = clauses.flatMap((clause) => reasonFor(clause) ?? []);
  const why = reason === undefined ? '' : `; ${reason.why}`;
  const isSubjectOfOidc = attempt.caller.kind === 'oidc' && /:sub$/i.test(showText(clauses[0].clause.key));
  const isExact = isSubjectOfOidc && clauses.every(canListSubject);
  return {
    message: `a claim of the token is not the one that the trust policy requires: ${conditions}${why}`,
    fix: reason?.fix ?? (isExact
      ? 'add the subject of the token to the condition, or request the token from the branch, environment or service account that it names'
      : 'request a token with the required claim, or have the condition changed'),
    remedy: isExact ? 'trust-policy' : 'look-at-role',
  };
}

/** The subject of pull requests is never added: everyone who can open one has it. */
function canListSubject({ clause, sent }: ClauseMatch): boolean {
  return !/not|^null|^for/i.test(clause.operatorWritten) && !/:pull_request$/.test(String(sent));
}

interface ClaimReason {
  readonly why: string;
  readonly fix?: string;
}

function reasonFor({ clause, sent }: ClauseMatch): ClaimReason | undefined {
  const key = showText(clause.key);
  const values = clause.values.map(showText);
  if (/:aud$/.test(key)) return reasonForAudience(values, sent);
  if (!key.endsWith(':sub') || typeof sent !== 'string') return undefined;
  return REASONS.map((reason) => reason(values, sent)).find((found) => found !== undefined);
}

function reasonForAudience(values: readonly string[], sent: ClauseMatch['sent']): ClaimReason {
  const actual = sent === undefined ? 'no audience' : `the audience ${JSON.stringify(sent)}`;
  return {
    why: `the token was requested with ${actual}`,
    fix: `request the token with the audience ${values.join(' or ')}: audience in configure-aws-credentials, aud of id_tokens in GitLab, ` +
      'the audience of the projected service account token in Kubernetes',
  };
}

type SubjectReason = (values: readonly string[], subject: string) => ClaimReason | undefined;

const IMMUTABLE = /^repo:([^/@:]+)@\d+\/([^@:]+)@\d+(:.*)$/;

const REASONS: readonly SubjectReason[] = [
  (values, subject) => {
    const [, owner, repository, rest] = IMMUTABLE.exec(subject) ?? [];
    const mutable = `repo:${owner}/${repository}${rest}`;
    if (owner === undefined || !values.some((value) => couldMatch(value, mutable))) return undefined;
    return {
      why: 'the repository was created, renamed or transferred since 15 July 2026, so its subjects contain the ids of owner and ' +
        'repository, ' +
        'and a condition without them does not match',
      fix: `add ${subject} beside the present value: ids do not change when a repository is renamed`,
    };
  },
  (values, subject) => {
    const wanted = values.find((value) => IMMUTABLE.test(value) && couldMatch(value.replace(/@\d+/g, ''), subject));
    return wanted === undefined ? undefined : {
      why: 'the condition has the form with ids, and this repository still has subjects without them',
      fix: `add ${subject} beside the present value`,
    };
  },
  (values, subject) => {
    const ids = idsIn(subject);
    return ids === undefined || !values.some((value) => idsIn(value) === ids && nameIn(value) !== nameIn(subject)) ? undefined : {
      why: 'the ids are those of the condition, and the name is another one: the owner or the repository was renamed',
      fix: `replace the present value by ${subject}: the old name can be taken by someone else, but not the ids`,
    };
  },
  (values, subject) => {
    const [, repository, environment] = /^(repo:[^:]+):environment:(.+)$/.exec(subject) ?? [];
    const names = [repository, repository?.replace(/@\d+/g, '')];
    const isOfBranch = (value: string, name: string) => value.startsWith(`${name}:ref:`) || value.startsWith(`${name}:pull_request`);
    const isForBranch = values.some((value) => names.some((name) => isOfBranch(value, name)));
    const isNew = !values.some((value) => value.startsWith(`${repository}:`));
    return environment === undefined || !isForBranch ? undefined : {
      why: `the job uses the environment ${environment}, and with an environment the subject contains it instead of the branch` +
        (isNew ? '; it also contains the ids of owner and repository, because the repository was created or renamed since July 2026' : ''),
      fix: `trust ${subject} and restrict the branches of the environment in GitHub, or remove environment from the job`,
    };
  },
  (values, subject) => {
    const [, repository] = /^(repo:[^:]+):pull_request$/.exec(subject) ?? [];
    return repository === undefined || !values.some((value) => value.startsWith(`${repository}:ref:`)) ? undefined : {
      why: 'the workflow runs for a pull request, whose subject contains no branch',
      fix: 'run the job on push to the branch; to trust pull requests means to trust everyone who can open one in the repository',
    };
  },
  (values, subject) => (values.some((value) => /[*?]/.test(value) && couldMatch(value, subject))
    ? { why: 'StringEquals compares * and ? literally', fix: 'use StringLike for a value with wildcards' }
    : undefined),
  (values, subject) => (values.some((value) => couldMatch(value.toLowerCase(), subject.toLowerCase()))
    ? { why: 'it differs only in case, and subjects are case-sensitive' }
    : undefined),
  (values, subject) => {
    const parts = /^system:serviceaccount:([^:]+):([^:]+)$/;
    const [, namespace, account] = parts.exec(subject) ?? [];
    const [, wantedNamespace, wantedAccount] = values.map((value) => parts.exec(value)).find((found) => found !== null) ?? [];
    if (namespace === undefined || wantedNamespace === undefined) return undefined;
    const differs = namespace === wantedNamespace
      ? `service account ${account}, not ${wantedAccount}`
      : `namespace ${namespace}, not ${wantedNamespace}`;
    return { why: `the pod runs with the ${differs}`, fix: 'set serviceAccountName of the pod, or trust this service account' };
  },
];

/** The ids of owner and repository: `1234/5678`. */
function idsIn(subject: string): string | undefined {
  const [, owner, repository] = /^repo:[^/@:]+@(\d+)\/[^@:]+@(\d+):/.exec(subject) ?? [];
  return owner === undefined ? undefined : `${owner}/${repository}`;
}

/** Without the ids, and without what follows the repository: `repo:acme/app`. */
function nameIn(subject: string): string {
  return subject.replace(/@\d+/g, '').replace(/^(repo:[^:]*):.*$/, '$1');
}

/** With `*` and `?` as wildcards. */
function couldMatch(value: string, text: string): boolean {
  return matchPattern(readPattern(value, WILDCARDS_ONLY), text) !== 'no';
}
