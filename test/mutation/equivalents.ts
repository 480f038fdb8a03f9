/**
 * Why a weakening is none: for each change that lets in exactly the requests that got in before, the fact about AWS that makes it so. What
 * is not explained here is a miss, whatever the engine says of it. Facts are those of the IAM User Guide, as the evaluator's tests state
 * them.
 */
import { DocumentJson } from './statement';

export interface Fact {
  /** Matches `<kind> | <what>`. */
  readonly change: RegExp;
  /** Of which shapes; default: of all. */
  readonly shape?: RegExp | ((document: DocumentJson) => boolean);
  readonly because: string;
}

const text = (document: DocumentJson) => JSON.stringify(document);
const asks = (what: string) => (document: DocumentJson) => text(document).includes(what);
const asksNot = (what: string) => (document: DocumentJson) => !text(document).includes(what);
/** What may become of a clause on MFA that says what another one says already. */
const OTHER_MFA_CLAUSES = [
  'dropped', 'as Null false', 'as Null true or false', 'as Bool\\w*IfExists', 'as ForAllValues:Bool\\w*', 'as BoolIfExists',
  'asks for Bool \\["true","false"\\]', 'asks for Bool \\["\\*"\\]', 'of aws:SecureTransport', 'of aws:MultiFactorAuthPresnt',
];
const OTHER_USERS = ['and a user of another account', 'another user, under the same conditions'];
const OTHER_PRINCIPALS = [...OTHER_USERS, 'the root of a foreign account'];
const TWICE_MFA = /^(MFA within the hour|everything at once|with a Deny of the app)$/;

export const FACTS: readonly Fact[] = [
  // --- spelling
  { change: /^case \| .*the key in small letters$/, because: 'names of condition keys have no case' },
  { change: /^case \| .*the action in small letters$/, because: 'names of actions have no case' },
  {
    change: /^case \| .*the operator in small letters$/,
    because: 'read without case; should IAM insist on the case, it refuses the document',
  },
  { change: /^case \| .*Bool aws:MultiFactorAuthPresent: the values in capitals$/, because: 'Bool has no case' },
  { change: /^case \| .*IpAddress aws:SourceIp: the values in capitals$/, because: 'addresses are compared by value' },
  {
    change: /^case \| .*RoleSessionName: the values in capitals$/,
    shape: asks('${aws:username}'),
    because: 'names of policy variables have no case',
  },
  {
    change: /^Version changed \| (2008-10-17|none)$/,
    shape: asksNot('${'),
    because: 'the old language differs in policy variables, and there are none',
  },
  { change: /^extra statement \| the same once more$/, because: 'a statement twice is a statement' },
  {
    change: /^principal to an account root \| .*and the root of its account$/,
    shape: asks(':root'),
    because: 'that principal is there already',
  },
  {
    change: /^extra statement \| the same principals without conditions$/,
    shape: /^MFA and ExternalId waived$/,
    because: 'the role has no conditions',
  },

  // --- operators that say the same of these keys
  {
    change: /^ForAllValues, ForAnyValue \| .*as ForAnyValue:/,
    because: 'one value is a list of one, and no value satisfies ForAnyValue as little as the plain operator',
  },
  { change: /ForAllValues:StringEqualsIfExists$/, shape: asks('aws:TagKeys'), because: 'ForAllValues is satisfied by no tags as it is' },
  {
    change: /(PrincipalArn|RoleSessionName): as (ForAllValues:\w+|\w+IfExists)$/,
    because: 'every call of an AWS principal carries the key, so what holds without it never counts',
  },
  {
    change: /MultiFactorAuthAge: as (ForAllValues:)?NumericLessThan(IfExists)?$/,
    because: 'whoever shows MFA has an age of it, and MFA is asked for beside it',
  },
  {
    change: /^another operator \| .*Bool aws:MultiFactorAuthPresent: as String(Equals|Like)$/,
    because: 'the key holds true or false in small letters',
  },
  {
    change: /^another operator \| .*StringEquals .*: as StringLike$/,
    because: 'the values hold no wildcards, nor can what stands for a variable',
  },
  {
    change: /^another operator \| .*RequestTag\/team: as StringEquals$/,
    shape: asks('"aws:RequestTag/team":"blue"'),
    because: 'the value holds no wildcards',
  },
  {
    change: /^another operator \| .*StringLike .*: as ArnLike$/,
    because: 'AWS does not document ArnLike on text that is no ARN; it takes no text that StringLike does not take',
  },
  { change: /^another operator \| .*TagKeys: as ForAllValues:StringLike$/, because: 'the values hold no wildcards' },
  { change: /^another operator \| .*PrincipalOrgID: as StringEqualsIgnoreCase$/, because: 'ids of organizations have small letters only' },
  {
    change: /^another operator \| .*PrincipalArn: as (ArnEquals|StringLike)$/,
    because: 'ArnEquals is ArnLike; and no wildcard of the patterns stands where a colon could be',
  },
  {
    change: /^Null \| .*StringLike (sts:SourceIdentity|aws:RequestTag\/team): as Null false$/,
    shape: (document) => /"(sts:SourceIdentity|aws:RequestTag\/team)":"\*"/.test(text(document)),
    because: 'the pattern * asks for any value, as Null false does',
  },

  // --- what is asked for twice
  {
    change: new RegExp(`Bool aws:MultiFactorAuthPresent: (?:${OTHER_MFA_CLAUSES.join('|')})$`),
    shape: TWICE_MFA,
    because: 'the age of MFA, or the Deny, asks for MFA too',
  },
  {
    change: /^extra statement \| the same without Bool aws:MultiFactorAuthPresent$/,
    shape: TWICE_MFA,
    because: 'the age of MFA, or the Deny, asks for MFA too',
  },
  {
    change: /^extra statement \| any source identity$/,
    shape: asks('sts:SourceIdentity'),
    because: 'AssumeRole itself is allowed with the right source identity only',
  },
  {
    change: /^extra statement \| tags of any kind$/,
    shape: asks('aws:TagKeys'),
    because: 'AssumeRole itself is allowed with the right tags only',
  },

  // --- values that no request holds
  {
    change: /^wildcard \| .*StringEquals .*\["[^"]*"(,"[^"]*")*,"(\*|\?\*|\*-\*)"\]$/,
    because: '* and ? are no wildcards of StringEquals, and no value of the key can hold them',
  },
  { change: /^extra value \| .*PrincipalOrgID: asks for .*"(another|\$\{aws:username\})"\]$/, because: 'that is no id of an organization' },
  {
    change: /^extra value \| .*PrincipalOrgID: asks for .*"\$\{sts:ExternalId\}"\]$/,
    shape: (document) => /"sts:ExternalId":"[^"*?$]{35,}"/.test(text(document)),
    because: 'the one ExternalId that is asked for is longer than any id of an organization',
  },
  {
    change: /^extra value \| .*"\$\{aws:username\}"\]$/,
    shape: (document) => !/:user\/|:root|CallerUser/.test(text(document)) || /PrincipalArn/.test(text(document)),
    because: 'sessions of roles have no user name',
  },
  {
    change: /^extra value \| .*SourceIdentity: asks for .*"\$\{aws:username\}"\]$/,
    shape: asks(':user/alice'),
    because: "the user's name is among the values already",
  },
  {
    change: /^extra value \| .*RoleSessionName: asks for .*"\$\{aws:username\}"\]$/,
    because: 'that value is there already, or the caller has no user name',
  },
  {
    change: /^(extra value|wildcard) \| .*StringLike (sts:SourceIdentity|aws:RequestTag\/team): asks for StringLike \["\*",/,
    because: 'the pattern * takes every value as it is',
  },

  // --- callers who cannot make the call
  {
    change: /^action widened \| .*and sts:AssumeRoleWith(SAML|WebIdentity)$/,
    because: 'holders of assertions and tokens call it, who are no principals of the kind AWS',
  },
  { change: /^action widened \| .*and sts:AssumeRoot$/, because: 'it is for root users of member accounts, not for roles' },
  {
    change: /^action widened \| .*sts:(Assume\*|AssumeRole\*|\?ssumeRole)$/,
    because: 'it adds only the calls of holders of assertions and tokens, who are no principals of the kind AWS',
  },
  { change: /^another principal \| .*and a service$/, shape: asks('aws:MultiFactorAuthPresent'), because: 'services never show MFA' },
  { change: /^another principal \| .*and a service$/, shape: asks('aws:PrincipalOrgID'), because: 'services belong to no organization' },
  { change: /^another principal \| .*and an OIDC provider$/, because: 'holders of tokens do not call AssumeRole' },
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
  { change: /^Deny removed or weakened \|/, because: 'what the role declares holds without the Deny' },
];

/** The fact that explains why the change lets in the same requests; undefined: nothing does. */
export function factAbout(facts: readonly Fact[], shape: string, before: DocumentJson, kind: string, what: string): Fact | undefined {
  const change = `${kind} | ${what}`;
  return facts.find(
    (fact) =>
      fact.change.test(change) &&
      (fact.shape === undefined || (typeof fact.shape === 'function' ? fact.shape(before) : fact.shape.test(shape))),
  );
}
