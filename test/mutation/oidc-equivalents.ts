/** The same facts as `equivalents.ts`, for roles that are assumed with a token. */
import { Fact } from './equivalents';

const WITH_AWS_PRINCIPALS = [
  'and the root of the own account', 'and AWS: "\\*"', 'and a user of another account', 'another user, under the same conditions',
];

export const OIDC_FACTS: readonly Fact[] = [
  // --- spelling
  { change: /^case \| .*the key in small letters$/, because: 'names of condition keys have no case' },
  { change: /^case \| .*the action in small letters$/, because: 'names of actions have no case' },
  {
    change: /^case \| .*the operator in small letters$/,
    because: 'read without case; should IAM insist on the case, it refuses the document',
  },
  { change: /^Version changed \| (2008-10-17|none)$/, because: 'the old language differs in policy variables, and there are none' },
  { change: /^extra statement \| the same once more$/, because: 'a statement twice is a statement' },

  // --- operators that say the same of these claims
  { change: /:(aud|sub): as (\w+IfExists|ForAllValues:\w+)$/, because: 'every token has a subject and an audience' },
  {
    change: /^ForAllValues, ForAnyValue \| .*as ForAnyValue:/,
    because: 'one value is a list of one, and no value satisfies ForAnyValue as little as the plain operator',
  },
  { change: /^another operator \| .*StringEquals .*: as StringLike$/, because: 'the values hold no wildcards' },
  { change: /^another operator \| .*:repository_(owner_)?id: as StringEqualsIgnoreCase$/, because: 'digits have no case' },

  // --- values that no request holds
  {
    change: /^wildcard \| .*StringEquals .*:(sub|job_workflow_ref): asks for .*,"(\*|\?\*|\*-\*)"\]$/,
    because: '* and ? are no wildcards of StringEquals, and no subject is one of these texts',
  },
  {
    change: /^(wildcard|extra value) \| .*StringEquals .*:repository_(owner_)?id: asks for .*,"(\*|\?\*|\*-\*|another)"\]$/,
    because: 'the IDs of GitHub are numbers, and StringEquals has no wildcards',
  },
  {
    change: /^extra value \| .*"\$\{(aws:username|sts:ExternalId)\}"\]$/,
    because: 'a call with a token has neither a user name nor an ExternalId',
  },

  // --- callers who cannot make the call
  {
    change: new RegExp(`\\| .*(${WITH_AWS_PRINCIPALS.join('|')})$`),
    because: 'AWS principals do not call AssumeRoleWithWebIdentity',
  },
  { change: /^another principal \| .*and (a SAML provider|a service)$/, because: 'neither calls AssumeRoleWithWebIdentity' },
  {
    change: /^principal to another account \| .*and the same issuer in another account$/,
    because: 'a provider of another account is no way into the role',
  },
  {
    change: /^action widened \| .*(sts:Assume\*|sts:AssumeRole\*|and sts:(AssumeRole|AssumeRoleWithSAML|AssumeRoot))$/,
    because: 'holders of tokens make no other call than AssumeRoleWithWebIdentity',
  },
];
