/** The OIDC provider that a role trusts: its ARN, and the issuer, which is a part of the condition keys and so must be known. */
import { CfnElement, CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct, IConstruct } from 'constructs';
import { isReference } from './principal-form';
import { show, ValidationError } from './validation-error';
import { field } from '../../cloudformation/template';
import { placeholdersIn } from '../../rules/support/placeholders';
import { renderedElement } from '../construct-tree/rendered-stack';

export interface ProviderProps {
  readonly provider?: iam.IOIDCProviderRef;
  readonly providerArn?: string;
}

export interface TrustedProvider {
  readonly arn: string;
  /** The URL without `https://`: `token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** The provider in the app, if it was given as one: created there, or imported. */
  readonly construct?: IConstruct;
}

const ARN_EXAMPLE = "'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'";
const RESOURCES = ['AWS::IAM::OIDCProvider', 'Custom::AWSCDKOpenIdConnectProvider'];

/** Throws unless exactly one provider is given, of the account of the role, and with a known issuer. */
export function readProvider(scope: Construct, where: string, { provider, providerArn }: ProviderProps): TrustedProvider {
  if (provider === undefined && providerArn === undefined) {
    throw new ValidationError(
      where,
      'no OIDC provider is given. Pass provider, for example iam.OidcProviderNative.fromOidcProviderArn(), or providerArn, for example ' +
        `${ARN_EXAMPLE}.`,
    );
  }
  if (provider !== undefined && providerArn !== undefined) {
    throw new ValidationError(where, 'both provider and providerArn are given. Pass one of them.');
  }
  const arn: unknown = provider === undefined ? providerArn : arnOf(provider);
  if (typeof arn !== 'string') {
    const given = provider === undefined ? `providerArn is ${show(providerArn)}, which is not text` : `provider is ${show(provider)}`;
    throw new ValidationError(where, `${given}. Pass an iam.OidcProviderNative as provider, or an ARN as providerArn.`);
  }
  if (provider !== undefined) requireOwnAccount(scope, where, Construct.isConstruct(provider) ? Stack.of(provider).account : '');
  const isWrittenOut = arn.includes(':oidc-provider/') || !Token.isUnresolved(arn);
  const named = isWrittenOut ? issuerOfArn(scope, where, arn) : undefined;
  const issuer = requireIssuer(where, named ?? issuerOfResource(provider));
  return { arn, issuer, ...Construct.isConstruct(provider) && { construct: provider } };
}

function arnOf(provider: iam.IOIDCProviderRef): unknown {
  // Plain JavaScript may pass anything.
  const { oidcProviderRef } = provider as { readonly oidcProviderRef?: { readonly oidcProviderArn?: unknown } };
  return oidcProviderRef?.oidcProviderArn;
}

/** The partition and the account may be tokens, if they are those of the role itself. */
function issuerOfArn(scope: Construct, where: string, arn: string): string {
  const [prefix, ...issuer] = arn.split(':oidc-provider/');
  const [scheme, partition, service, region, account, ...rest] = prefix.split(':');
  if (scheme !== 'arn' || service !== 'iam' || region !== '' || rest.length > 0 || account === undefined) {
    throw new ValidationError(where, `${show(arn)} is not the ARN of an OIDC provider. Write, for example, ${ARN_EXAMPLE}.`);
  }
  requireOwn(scope, where, 'partition', partition, 'AWS::Partition', /^aws(-[a-z]+)*$/);
  requireOwn(scope, where, 'account', account, 'AWS::AccountId', /^\d{12}$/);
  if (!Token.isUnresolved(account)) requireOwnAccount(scope, where, account);
  if (!Token.isUnresolved(partition)) requireOwnPartition(scope, where, partition);
  return issuer.join(':oidc-provider/');
}

function requireOwn(scope: Construct, where: string, what: string, value: string, pseudo: string, form: RegExp): void {
  if (!Token.isUnresolved(value)) {
    if (form.test(value)) return;
    throw new ValidationError(where, `the ARN of the provider has the ${what} ${show(value)}. Write, for example, ${ARN_EXAMPLE}.`);
  }
  const resolved: unknown = Stack.of(scope).resolve(value);
  if ((typeof resolved === 'string' && form.test(resolved)) || isReference(resolved, pseudo)) return;
  throw new ValidationError(
    where,
    `the ${what} in the ARN of the provider is known only at deployment, but the provider must be in the ${what} of the role. ` +
      `Write the ${what}, or ${pseudo === 'AWS::AccountId' ? 'Aws.ACCOUNT_ID' : 'Aws.PARTITION'}.`,
  );
}

/** IAM looks for the provider in the account of the role. */
function requireOwnAccount(scope: Construct, where: string, account: string): void {
  const own = Stack.of(scope).account;
  if (Token.isUnresolved(own) || Token.isUnresolved(account) || account === '' || account === own) return;
  throw new ValidationError(
    where,
    `the OIDC provider is in account ${account} and the role is in ${own}. A role can only trust a provider of its own account. ` +
      `Create the provider in ${own}, too.`,
  );
}

function requireOwnPartition(scope: Construct, where: string, partition: string): void {
  const { region } = Stack.of(scope);
  const own = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  if (own === undefined || own === partition) return;
  throw new ValidationError(
    where, `the OIDC provider is in the partition ${partition} and the role is in ${own}. Name a provider of ${own}.`,
  );
}

function issuerOfResource(provider: unknown): string | undefined {
  const url = Construct.isConstruct(provider) ? field(propertiesOfProvider(provider), 'Url') : undefined;
  return typeof url === 'string' ? url.replace(/^https:\/\//, '') : undefined;
}

/** The properties of a provider that the app creates, as they are written to the template; undefined if it is imported. */
export function propertiesOfProvider(provider: IConstruct): unknown {
  const resource = provider.node.findAll().find((node) => CfnResource.isCfnResource(node) && RESOURCES.includes(node.cfnResourceType));
  if (!resource || !CfnElement.isCfnElement(resource)) return undefined;
  const [rendered] = Object.values((renderedElement(resource).Resources ?? {}) as Record<string, unknown>);
  return field(rendered, 'Properties');
}

function requireIssuer(where: string, issuer: string | undefined): string {
  if (issuer === undefined || Token.isUnresolved(issuer)) {
    throw new ValidationError(
      where,
      'the issuer of the OIDC provider is known only at deployment, but it is a part of the names of the condition keys. ' +
        `Write the ARN of the provider as providerArn, for example ${ARN_EXAMPLE}. ` +
        'For an EKS cluster that this app creates, use cluster.addServiceAccount().',
    );
  }
  const [placeholder] = placeholdersIn(issuer);
  if (placeholder !== undefined) {
    throw new ValidationError(where, `the issuer ${show(issuer)} still contains the placeholder ${show(placeholder)}. Write the real one.`);
  }
  if (/^[A-Za-z0-9][\w.-]*\.[\w.-]*[A-Za-z0-9](:\d+)?(\/[\w.~-]+)*\/?$/.test(issuer)) return issuer;
  throw new ValidationError(
    where,
    `${show(issuer)} is not an issuer. ` +
      "It is the URL of the provider without 'https://', for example 'token.actions.githubusercontent.com'.",
  );
}
