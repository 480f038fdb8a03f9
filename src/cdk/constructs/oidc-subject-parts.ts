/** What the parts of a subject look like on each platform, and the errors for everything else. */
import { requireKnownText } from './iam-names';
import { show, ValidationError } from './validation-error';
import { placeholdersIn } from '../../rules/support/placeholders';

/** One part of a subject: what messages call it, the form it must have, and the words for that form. */
export interface PartRule {
  readonly what: string;
  readonly form: RegExp;
  readonly instead: string;
}

/** Text without wildcards, policy variables, line breaks and placeholders. */
export function requireExactText(where: string, what: string, value: unknown, instead: string): string {
  const text = requireKnownText(where, what, value, instead);
  if (/[*?]/.test(text)) {
    throw new ValidationError(where, `the ${what} ${show(text)} contains a wildcard, which could match the tokens of others. ${instead}`);
  }
  const [placeholder] = placeholdersIn(text);
  if (placeholder !== undefined) {
    throw new ValidationError(where, `the ${what} ${show(text)} still contains the placeholder ${show(placeholder)}. ${instead}`);
  }
  if (text.includes('${')) {
    throw new ValidationError(where, `the ${what} ${show(text)} contains "\${", which IAM reads as a policy variable. ${instead}`);
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) || text.trim() !== text) {
    throw new ValidationError(where, `the ${what} ${show(text)} contains a line break, or white space around it. ${instead}`);
  }
  return text;
}

export function requirePart(where: string, value: unknown, { what, form, instead }: PartRule): string {
  const text = requireExactText(where, what, value, instead);
  if (form.test(text)) return text;
  throw new ValidationError(where, `${show(text)} is not a valid ${what}. ${instead}`);
}

/** The client ids that IAM accepts for a provider, without the characters that shells and YAML treat as their own. */
export const AUDIENCE: PartRule = {
  what: 'audience',
  form: /^[\w.:/~@+,=%-]{1,255}$/,
  instead: "Write the claim aud of the tokens, for example 'sts.amazonaws.com'.",
};
export const GITHUB_OWNER: PartRule = {
  what: 'owner',
  form: /^[A-Za-z0-9][\w-]{0,99}$/,
  instead: "Write the name of the organization or user alone, for example 'acme'.",
};
export const GITHUB_REPOSITORY: PartRule = {
  what: 'repository',
  form: /^[\w.-]{1,100}$/,
  instead: "Write the name of the repository without its owner, for example 'app'.",
};
export const GITHUB_ID = (what: string): PartRule => ({
  what,
  form: /^[1-9]\d{0,18}$/,
  instead: "Write the digits as text, for example '123456': gh api repos/<owner>/<repository> --jq '.owner.id, .id' prints both ids.",
});
export const GITHUB_WORKFLOW: PartRule = {
  what: 'workflow',
  form: /^[A-Za-z0-9][\w-]*\/[\w.-]+\/\.github\/workflows\/[\w .-]+\.ya?ml@(refs\/(heads|tags)\/[^\s:~^\\[@]+|[0-9a-f]{40,64})$/,
  instead: "Write the file with its repository and version, for example 'acme/workflows/.github/workflows/deploy.yml@refs/heads/main'.",
};

/** A branch or tag as git accepts it: without its prefix, and without the characters that git does not allow in a name. */
export const GIT_NAME = (what: 'branch' | 'tag'): PartRule => ({
  what,
  form: /^(?!refs\/)(?!\/)(?!.*(\/\/|\.\.|@\{|\/$|\.$))[^\s:~^\\[]+$/,
  instead: what === 'branch'
    ? "Write the name of the branch without 'refs/heads/', for example 'main'."
    : "Write the name of the tag without 'refs/tags/', for example 'v1.2.0'.",
});

export const GITLAB_PROJECT: PartRule = {
  what: 'project',
  form: /^\w[\w.-]*(\/\w[\w.-]*)+$/,
  instead: "Write the project with its groups, for example 'acme/app'.",
};
export const UUID = (what: string): PartRule => ({
  what,
  form: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  instead: "Write the UUID in small letters, for example '3b1e4f6a-9c2d-4e8b-a7f0-5d6c1b2a3e4f'.",
});
export const SLUG = (what: string): PartRule => ({
  what,
  form: /^[A-Za-z0-9][\w-]{0,99}$/,
  instead: `Write the ${what} as the URL of its pages has it, for example 'acme'.`,
});
export const TERRAFORM_PROJECT: PartRule = {
  what: 'project',
  form: /^[\w-][\w -]{0,99}$/,
  instead: "Write the name of the project, for example 'Default Project'.",
};
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const KUBERNETES_NAMESPACE: PartRule = {
  what: 'namespace', form: DNS_LABEL, instead: "Write the name of the namespace, for example 'default'.",
};
export const KUBERNETES_SERVICE_ACCOUNT: PartRule = {
  what: 'service account',
  form: /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
  instead: "Write the name of the service account without its namespace, for example 'app'.",
};
