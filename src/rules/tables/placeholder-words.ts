/**
 * How documentation, generators and people write "put your own value here". The choice is ours, from the trust policies of public
 * repositories, the fixes that this product prints, and the notations of template languages; read on 2026-11-27.
 *
 * A name that may really be in use is not listed: `todo-app`, `placeholder-service`, `my-repo`, `example`. Nor are the accounts,
 * organizations and repositories that documentation uses as examples (`123456789012`, `o-exampleorgid`, `octo-org/octo-repo`): they are
 * values, even if wrong ones.
 */

const MARKS_OF_TEMPLATES: readonly RegExp[] = [
  // <account>, and the same in HTML.
  /<[^<>]*[A-Za-z][^<>]*>/, /&lt;.+?&gt;/,
  // ${{ vars.ORG }}, {{account_id}}, but not a dynamic reference, which CloudFormation fills in.
  /\$?\{\{(?!resolve:)[^{}]+\}\}/,
  // ${GITHUB_REPO}; a policy variable has a colon (${aws:username}), and ${*}, ${?}, ${$} are characters. An attribute of a resource of
  // Terraform (${aws_iam_role.ci.arn}) is what Terraform fills in. Then CloudFormation's and Serverless' own.
  /\$\{(?!(?:data\.)?[a-z]+_\w+\.[\w-]+[.[])[^{}:*?$]+\}/, /\$\{(?:AWS::\w+|(?:self|opt|env|param|sls):[^{}]*)\}/,
  // $ACCOUNT, $(ACCOUNT)
  /(?<!\w)\$[A-Za-z_]\w{2,}/, /\$\([^()]+\)/,
  // {account_id}; an identifier in braces has digits.
  /(?<![${])\{[A-Za-z][A-Za-z_ -]*\}/,
  // %ACCOUNT% and %account_id%, but not percent-encoded text.
  /%[A-Z][A-Z_]{2,}%/, /%[a-z]+(?:_[a-z]+)+%/,
  // __ORG__, @@org@@ and @ORG@, not between other letters, where they separate the parts of a name.
  /(?<![A-Za-z0-9_])__[A-Z][A-Z0-9_]*[A-Z0-9]__(?![A-Za-z0-9_])/, /@@[A-Za-z][\w.-]*@@/, /(?<!\w)@[A-Z][A-Z_]{2,}@(?!\w)/,
  // [ACCOUNT_ID] and [account], but neither dependabot[bot] nor [a-z].
  /(?<!\w)\[[A-Z]{2}[A-Z0-9_ -]+\]/,
  new RegExp(
    '(?<!\\w)\\[(?:your |the )?(?:aws |github )?' +
    '(?:account|org|organi[sz]ation|owner|repo|repository|name|value|external|role|user|branch|project|tenant)' +
    '(?:[-_ ]?(?:id|name|number|arn))?\\]',
    'i',
  ),
  // xxxx, AROAXXXXXXXXXXXXXXXX: four alone, or more in a row than any random text has.
  /(?<![A-Za-z0-9])([xX])\1{3,}(?![A-Za-z0-9])/, /([xX])\1{7,}/,
  /#{3,}/, /(?<=^|[:/])(?:\.{3}|…)(?=$|[:/])/,
];

/** Markers that no name or value in AWS contains. Each matches every placeholder of its kind in a text, and nothing around it. */
export const MARKS: readonly RegExp[] = MARKS_OF_TEMPLATES.map(({ source, flags }) => new RegExp(source, `${flags}g`));

/** Words that ask the reader to write something, as a whole part of a text or between hyphens and underscores. */
export const REQUESTS: readonly RegExp[] = [
  /^(?:.*[-_ ])?change[-_ ]?(?:me|this)(?:[-_ ].*)?$/i,
  /^(?:.*[-_ ])?replace[-_ ]?(?:me|this)(?:[-_ ].*)?$/i, /^replace[-_ ]?(?:with|by)[-_ ].+$/i, /^REPLACE[-_][A-Z0-9_-]+$/,
  /^to[-_ ]be[-_ ](?:replaced|filled|defined|determined)$/i,
  /^(?:insert|put|enter|add|paste|fill|type|set)[-_ ](?:.*[-_ ])?(?:your[-_ ].+|here)$/i,
  /^INSERT[-_][A-Z0-9_-]+$/, /^fill[-_ ]?me[-_ ]?in$/i,
  /^(?:.*[-_ ])?FIXME(?:[-_ ].*)?$/, /^TODO(?:[-_ ][A-Z0-9_ -]+)?$/, /^(?:[A-Z0-9]+[-_])*PLACEHOLDER(?:[-_][A-Z0-9]+)*$/,
  /^YOUR[-_][A-Z0-9_-]+$/,
  /^o-(?:your|my|the)?[-_]?(?:aws)?[-_]?org(?:ani[sz]ation)?[-_]?(?:id|name)?$/i,
];

/** The same as the whole of a value. */
export const WHOLE_VALUES = /^(?:todo|fixme|tbd|placeholder)$/i;

/** Words that placeholders such as ACCOUNT_ID or YOUR_GITHUB_ORG are made of, in capital letters. */
export const WORDS: ReadonlySet<string> = new Set([
  'AWS', 'IAM', 'GITHUB', 'GITLAB', 'GH', 'GIT', 'OIDC', 'SAML', 'EKS', 'IDP', 'TRUSTED', 'TRUSTING', 'SOURCE', 'TARGET',
  'EXTERNAL', 'OTHER', 'PARTNER', 'VENDOR', 'CUSTOMER', 'UNIQUE', 'SERVICE', 'CLUSTER', 'IDENTITY', 'USER', 'ROLE', 'MY', 'YOUR',
  'MANAGEMENT', 'ACCOUNT', 'ACCT', 'ACCOUNTID', 'ORG', 'ORGANIZATION', 'ORGANISATION', 'ORGID', 'OWNER', 'REPO', 'REPOSITORY',
  'BRANCH', 'ID', 'NAME', 'ARN', 'NUMBER', 'PROVIDER', 'ISSUER', 'PRINCIPAL', 'USERNAME', 'TENANT', 'PROJECT', 'WORKSPACE',
  'NAMESPACE', 'REGION', 'EXTERNALID', 'COMPANY', 'TEAM', 'BUCKET', 'DOMAIN', 'SECRET', 'VALUE',
]);

/** The last word of such a placeholder. */
export const LAST_WORDS: ReadonlySet<string> = new Set([
  'ACCOUNT', 'ACCOUNTID', 'ORG', 'ORGANIZATION', 'ORGANISATION', 'ORGID', 'OWNER', 'REPO', 'REPOSITORY', 'ID', 'NAME', 'ARN',
  'NUMBER', 'PROVIDER', 'ISSUER', 'USERNAME', 'EXTERNALID', 'VALUE',
]);

/** Words that alone are placeholders, but only next to others: `repo:OWNER/REPO:*`. */
export const SINGLE_WORDS: ReadonlySet<string> = new Set([
  'ACCOUNT', 'ACCOUNTID', 'ORG', 'ORGID', 'ORGANIZATION', 'ORGANISATION', 'OWNER', 'REPO', 'REPOSITORY', 'ISSUER', 'REGION',
  'USERNAME', 'ROLENAME',
]);

/** Words that are placeholders on their own. */
export const WHOLE_WORDS: ReadonlySet<string> = new Set(['ACCOUNT', 'ACCOUNTID', 'ORGID', 'EXTERNALID']);

/** `your-org`, `yourcompany`, `your-unique-external-id`. */
const YOURS =
  '(?:aws|github|gitlab|external|unique|account|acct|org|organi[sz]ation|company|repo|repository|user|username|name|role|bucket|domain|' +
  'tenant|team|project|branch|app|service|cluster|provider|idp|issuer|secret|value|arn|number|id|region|here|principal|namespace|' +
  'workspace|project|cli?ent|customer|vendor)';
export const YOUR = new RegExp(`^(?:(?:o|ou|r)-)?your(?:[-_ ]?${YOURS})+$|^your[-_ ](?:[a-z0-9]+[-_ ])*${YOURS}(?:[-_ ][a-z0-9]+)*$`, 'i');
