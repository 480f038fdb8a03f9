/**
 * Why a change weakens nothing: for each change that allows exactly the same requests as before, the fact about AWS that explains it. A
 * change that is not explained here counts as missed, whatever the engine reports. The facts come from the IAM User Guide, as the
 * evaluator's tests state them.
 */
import { DocumentJson } from './statement';

export interface Fact {
  /** Matches `<kind> | <what>`. */
  readonly change: RegExp;
  /** The shapes it applies to; default: all. */
  readonly shape?: RegExp | ((document: DocumentJson) => boolean);
  readonly because: string;
}

const text = (document: DocumentJson) => JSON.stringify(document);
const asks = (what: string) => (document: DocumentJson) => text(document).includes(what);
const asksNot = (what: string) => (document: DocumentJson) => !text(document).includes(what);
/** The changes to an MFA clause that another clause already implies. */
const OTHER_MFA_CLAUSES = [
  'dropped', 'as Null false', 'as Null true or false', 'as Bool\\w*IfExists', 'as ForAllValues:Bool\\w*', 'as BoolIfExists',
  'asks for Bool \\["true","false"\\]', 'asks for Bool \\["\\*"\\]', 'of aws:SecureTransport', 'of aws:MultiFactorAuthPresnt',
];
const OTHER_USERS = ['and a user of another account', 'another user, under the same conditions'];
const OTHER_PRINCIPALS = [...OTHER_USERS, 'the root of a foreign account'];
const TWICE_MFA = /^(MFA within the hour|everything at once|with a Deny of the app)$/;

export const FACTS: readonly Fact[] = [
  // --- spelling
  { change: /^case \| .*the key in small letters$/, because: 'names of condition keys are not case-sensitive' },
  { change: /^case \| .*the action in small letters$/, because: 'names of actions are not case-sensitive' },
  {
    change: /^case \| .*the operator in small letters$/,
    because: 'read ignoring case; if IAM requires the exact case, it rejects the document',
  },
  { change: /^case \| .*Bool aws:MultiFactorAuthPresent: the values in capitals$/, because: 'Bool ignores case' },
  { change: /^case \| .*IpAddress aws:SourceIp: the values in capitals$/, because: 'addresses are compared by value' },
  {
    change: /^case \| .*RoleSessionName: the values in capitals$/,
    shape: asks('${aws:username}'),
    because: 'names of policy variables are not case-sensitive',
  },
  {
    change: /^Version changed \| (2008-10-17|none)$/,
    shape: asksNot('${'),
    because: 'the old policy version differs in policy variables, and there are none',
  },
  { change: /^extra statement \| the same once more$/, because: 'a repeated statement changes nothing' },
  {
    change: /^principal to an account root \| .*and the root of its account$/,
    shape: asks(':root'),
    because: 'that principal is already trusted',
  },
  {
    change: /^extra statement \| the same principals without conditions$/,
    shape: /^MFA and ExternalId waived$/,
    because: 'the role has no conditions',
  },

  // --- operators that mean the same for these keys
  {
    change: /^ForAllValues, ForAnyValue \| .*as ForAnyValue:/,
    because: 'one value is a list of one, and neither ForAnyValue nor the plain operator matches without a value',
  },
  { change: /ForAllValues:StringEqualsIfExists$/, shape: asks('aws:TagKeys'), because: 'ForAllValues already matches without tags' },
  {
    change: /(PrincipalArn|RoleSessionName): as (ForAllValues:\w+|\w+IfExists)$/,
    because: 'every call of an AWS principal has the key, so the result without it never matters',
  },
  {
    change: /MultiFactorAuthAge: as (ForAllValues:)?NumericLessThan(IfExists)?$/,
    because: 'a caller with MFA has an MFA age, and another condition requires MFA',
  },
  {
    change: /^another operator \| .*Bool aws:MultiFactorAuthPresent: as String(Equals|Like)$/,
    because: 'the key is true or false in lower case',
  },
  {
    change: /^another operator \| .*StringEquals .*: as StringLike$/,
    because: 'the values contain no wildcards, and neither can the value of a variable',
  },
  {
    change: /^another operator \| .*RequestTag\/team: as StringEquals$/,
    shape: asks('"aws:RequestTag/team":"blue"'),
    because: 'the value contains no wildcards',
  },
  {
    change: /^another operator \| .*StringLike .*: as ArnLike$/,
    because: 'AWS does not document ArnLike for text that is not an ARN; it matches no text that StringLike does not match',
  },
  { change: /^another operator \| .*TagKeys: as ForAllValues:StringLike$/, because: 'the values contain no wildcards' },
  { change: /^another operator \| .*PrincipalOrgID: as StringEqualsIgnoreCase$/, because: 'organization ids are lower-case' },
  {
    change: /^another operator \| .*PrincipalArn: as (ArnEquals|StringLike)$/,
    because: 'ArnEquals is ArnLike, and no wildcard of the patterns is where a colon could be',
  },
  {
    change: /^Null \| .*StringLike (sts:SourceIdentity|aws:RequestTag\/team): as Null false$/,
    shape: (document) => /"(sts:SourceIdentity|aws:RequestTag\/team)":"\*"/.test(text(document)),
    because: 'the pattern * requires any value, as Null false does',
  },

  // --- what is required twice
  {
    change: new RegExp(`Bool aws:MultiFactorAuthPresent: (?:${OTHER_MFA_CLAUSES.join('|')})$`),
    shape: TWICE_MFA,
    because: 'the age of MFA, or the Deny, also requires MFA',
  },
  {
    change: /^extra statement \| the same without Bool aws:MultiFactorAuthPresent$/,
    shape: TWICE_MFA,
    because: 'the age of MFA, or the Deny, also requires MFA',
  },
  {
    change: /^extra statement \| any source identity$/,
    shape: asks('sts:SourceIdentity'),
    because: 'AssumeRole itself is allowed only with the right source identity',
  },
  {
    change: /^extra statement \| tags of any kind$/,
    shape: asks('aws:TagKeys'),
    because: 'AssumeRole itself is allowed only with the right tags',
  },

  // --- values that no request has
  {
    change: /^wildcard \| .*StringEquals .*\["[^"]*"(,"[^"]*")*,"(\*|\?\*|\*-\*)"\]$/,
    because: '* and ? are not wildcards for StringEquals, and no value of the key can contain them',
  },
  { change: /^extra value \| .*PrincipalOrgID: asks for .*"(another|\$\{aws:username\})"\]$/, because: 'that is not an organization id' },
  {
    change: /^extra value \| .*PrincipalOrgID: asks for .*"\$\{sts:ExternalId\}"\]$/,
    shape: (document) => /"sts:ExternalId":"[^"*?$]{35,}"/.test(text(document)),
    because: 'the only required ExternalId is longer than any id of an organization',
  },
  {
    change: /^extra value \| .*"\$\{aws:username\}"\]$/,
    shape: (document) => !/:user\/|:root|CallerUser/.test(text(document)) || /PrincipalArn/.test(text(document)),
    because: 'role sessions have no user name',
  },
  {
    change: /^extra value \| .*SourceIdentity: asks for .*"\$\{aws:username\}"\]$/,
    shape: asks(':user/alice'),
    because: "the user's name is already among the values",
  },
  {
    change: /^extra value \| .*RoleSessionName: asks for .*"\$\{aws:username\}"\]$/,
    because: 'that value is already there, or the caller has no user name',
  },
  {
    change: /^(extra value|wildcard) \| .*StringLike (sts:SourceIdentity|aws:RequestTag\/team): asks for StringLike \["\*",/,
    because: 'the pattern * already matches every value',
  },

  // --- callers that cannot make the call
  {
    change: /^action widened \| .*and sts:AssumeRoleWith(SAML|WebIdentity)$/,
    because: 'only callers with an assertion or a token call it, which are not AWS principals',
  },
  { change: /^action widened \| .*and sts:AssumeRoot$/, because: 'it is for root users of member accounts, not for roles' },
  {
    change: /^action widened \| .*sts:(Assume\*|AssumeRole\*|\?ssumeRole)$/,
    because: 'it adds only the calls of callers with an assertion or a token, which are not AWS principals',
  },
  { change: /^another principal \| .*and a service$/, shape: asks('aws:MultiFactorAuthPresent'), because: 'services never have MFA' },
  { change: /^another principal \| .*and a service$/, shape: asks('aws:PrincipalOrgID'), because: 'services belong to no organization' },
  { change: /^another principal \| .*and an OIDC provider$/, because: 'callers with a token do not call AssumeRole' },
  {
    change: new RegExp(`^(principal to another account|extra statement) \\| .*(${OTHER_PRINCIPALS.join('|')})$`),
    shape: asks('"arn:aws-cn:'),
    because: 'trust never crosses a partition, and these are principals of the partition aws',
  },
  {
    change: new RegExp(`^(principal to another account|extra statement) \\| .*(${OTHER_USERS.join('|')})$`),
    shape: asks('aws:PrincipalArn'),
    because: 'the pattern of the permission set names the account too',
  },

  // --- a Deny that the app added
  { change: /^Deny removed or weakened \|/, because: 'the declared requirements hold without the Deny' },
];

/** The fact that explains why the change allows the same requests; undefined if there is none. */
export function factAbout(facts: readonly Fact[], shape: string, before: DocumentJson, kind: string, what: string): Fact | undefined {
  const change = `${kind} | ${what}`;
  return facts.find(
    (fact) =>
      fact.change.test(change) &&
      (fact.shape === undefined || (typeof fact.shape === 'function' ? fact.shape(before) : fact.shape.test(shape))),
  );
}
