/** Does the OIDC provider list the audience of a role as a client ID? If it does not, AWS STS refuses every token for the role. */
import { propertiesOfProvider, TrustedProvider } from './oidc-issuer';
import { show } from './validation-error';
import { field } from '../../cloudformation/template';

/** `OidcProviderNative` writes the first, `OpenIdConnectProvider` the second. */
const CLIENT_IDS = ['ClientIdList', 'ClientIDList'];

/**
 * One line, if the app creates the provider and its final client IDs do not include the audience; empty if it is imported, or if they are
 * known only at deployment.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export function unlistedAudience({ construct, issuer }: TrustedProvider, audience: string): string[] {
  const properties = construct && propertiesOfProvider(construct);
  if (construct === undefined || properties === undefined) return [];
  const listed = CLIENT_IDS.map((name) => field(properties, name)).find((ids) => ids !== undefined) ?? [];
  if (!Array.isArray(listed) || listed.some((id) => typeof id !== 'string') || listed.includes(audience)) return [];
  const found = listed.length === 0 ? 'no client ID' : `only ${listed.map(show).join(', ')}`;
  return [
    `the OIDC provider ${construct.node.path} lists ${found}, and this role requires the audience ${show(audience)}, so AWS STS refuses ` +
      `all tokens of ${issuer} for it. Add ${show(audience)} to the clientIds of the provider, or write another audience.`,
  ];
}
