/** What the texts of `texts-of-providers.ts` mean. */
import { always, Meanings, proves } from './meaning';
import { describeRole } from '../possible-causes';
import { lookUpEvents, showProvider, variable } from '../settling-commands';
import { shellWord } from '../shell-word';

const TOKEN = 'the token';
const PROVIDER = 'identity provider';

type Kind =
  | 'token-expired' | 'no-oidc-provider' | 'wrong-audience' | 'no-verification-key' | 'provider-unreachable'
  | 'provider-rejected-token' | 'thumbprint' | 'token-invalid' | 'saml-provider-missing' | 'saml-issuer' | 'saml-response'
  | 'saml-late' | 'no-token-for-action';

export const MEANING_OF_PROVIDERS: Meanings<Kind> = {
  'token-expired': always(
    'token-rejected', TOKEN, 'the token has expired', 'get a new token directly before the call, and check the clock of the machine',
    lookUpEvents('AssumeRoleWithWebIdentity'),
  ),
  'no-oidc-provider': proves((error, known) => ({
    code: 'token-rejected',
    where: PROVIDER,
    message: `the account of ${describeRole(known)} has no identity provider for ${error.subject ?? 'the issuer of the token'}`,
    fix: 'create the provider in the account of the role, with exactly the issuer of the token, or use the ARN of a role in the account ' +
      'that has it; a new EKS cluster has an issuer of its own',
    commands: [
      showProvider({}),
      {
        by: 'role-owner',
        run: 'aws iam create-open-id-connect-provider --url ' +
          `${error.subject ? shellWord(`https://${error.subject}`) : variable('ISSUER', 'the issuer')} ` +
          '--client-id-list sts.amazonaws.com',
      },
    ],
  })),
  'wrong-audience': proves((_error, known) => ({
    code: 'token-rejected',
    where: PROVIDER,
    message: "the audience (aud) of the token is not among the client ids of the identity provider in the role's account",
    fix: 'request the token for an audience of the provider (sts.amazonaws.com for GitHub, GitLab and EKS), or add the audience to ' +
      'the provider',
    commands: [
      showProvider(known),
      {
        by: 'role-owner',
        run: 'aws iam add-client-id-to-open-id-connect-provider --client-id sts.amazonaws.com --open-id-connect-provider-arn ' +
          variable('PROVIDER_ARN', 'the ARN of the identity provider'),
      },
    ],
  })),
  'no-verification-key': proves((_error, known) => ({
    code: 'token-rejected',
    where: PROVIDER,
    message: 'AWS cannot read the keys of the identity provider: its discovery document or key set is not reachable over the internet, ' +
      'or does not contain the key that signed the token',
    fix: 'make https://ISSUER/.well-known/openid-configuration and its jwks_uri publicly readable; for a new EKS cluster, wait and ' +
      'try again',
    commands: [showProvider(known), {
      by: 'role-owner', run: `curl -fsS https://${variable('ISSUER', 'the issuer without https://')}/.well-known/openid-configuration`,
    }],
  })),
  'provider-unreachable': always(
    'token-rejected', PROVIDER, 'AWS could not reach the identity provider', 'try again; if it persists, check the provider',
    { by: 'role-owner', run: `curl -fsS https://${variable('ISSUER', 'the issuer without https://')}/.well-known/openid-configuration` },
  ),
  'provider-rejected-token': always(
    'token-rejected', PROVIDER, 'the identity provider says that the token is not valid (revoked or expired)', 'get a new token',
    lookUpEvents('AssumeRoleWithWebIdentity'),
  ),
  'thumbprint': proves((_error, known) => ({
    code: 'token-rejected',
    where: PROVIDER,
    message: 'the certificate of the identity provider does not match the thumbprints of the provider in IAM',
    fix: 'update the thumbprint list of the provider to that of its current top certificate authority',
    commands: [showProvider(known)],
  })),
  'token-invalid': always(
    'token-rejected', TOKEN, 'the token is not an ID token that AWS can read: an access token, a text that was cut, or one without a ' +
      'required claim',
    'send the ID token (a JWT with iss, sub, aud, exp and iat), unchanged', lookUpEvents('AssumeRoleWithWebIdentity'),
  ),
  'saml-provider-missing': always(
    'token-rejected', PROVIDER, 'the SAML provider in the assertion does not exist in the account of the role, or its name differs in case',
    'correct the Role attribute of the assertion: the ARN of the role and the ARN of the provider, separated by a comma',
    { by: 'role-owner', run: 'aws iam list-saml-providers' },
  ),
  'saml-issuer': always(
    'token-rejected', PROVIDER, 'the issuer of the assertion is not the one in the metadata of the SAML provider',
    'update the SAML provider with the current metadata of the identity provider', { by: 'role-owner', run: 'aws iam list-saml-providers' },
  ),
  'saml-response': always(
    'token-rejected', TOKEN, 'the assertion is not valid: its signature does not match the metadata of the provider, its audience is not ' +
      'that of AWS, or a required attribute (Role, RoleSessionName) or the SourceIdentity is missing or has characters that are ' +
      'not allowed',
    'update the metadata of the SAML provider, and send the attributes Role and RoleSessionName, and the audience ' +
      'https://signin.aws.amazon.com/saml', { by: 'role-owner', run: 'aws iam list-saml-providers' },
  ),
  'saml-late': always(
    'token-rejected', TOKEN, 'the assertion is older than five minutes', 'get a new assertion directly before the call, and check the ' +
      'clocks',
    lookUpEvents('AssumeRoleWithSAML'),
  ),
  'no-token-for-action': always(
    'token-rejected', TOKEN, 'the workflow got no token: it lacks the permission, it runs for a fork, or role-to-assume is empty',
    'give the job permissions: id-token: write (and contents: read), and check that role-to-assume has a value',
    { by: 'caller', run: "grep -rn 'id-token' .github/workflows" },
  ),
};
