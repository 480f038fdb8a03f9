/**
 * Where SAML assertions for AWS are presented, by partition: `SAML:aud` is `https://HOST/saml`. Regions have their own endpoints
 * (`https://REGION.HOST/saml`), and so do identity providers that encrypt (`…/saml/acs/<id>`).
 *
 * Source, read on 2026-11-24: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html and
 * https://docs.aws.amazon.com/general/latest/gr/signin-service.html
 */
export const SIGN_IN_HOSTS: Readonly<Record<string, string>> = {
  'aws': 'signin.aws.amazon.com',
  'aws-cn': 'signin.amazonaws.cn',
  'aws-us-gov': 'signin.amazonaws-us-gov.com',
  'aws-eusc': 'signin.amazonaws-eusc.eu',
};
