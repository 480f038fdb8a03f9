/** Token issuers, and policies that trust their tokens. */
import { allowFederated, OWN, policy } from './trust-policy-cases';

export const GITHUB = 'token.actions.githubusercontent.com';
export const GITLAB = 'gitlab.com';
export const TERRAFORM = 'app.terraform.io';
export const COGNITO = 'cognito-identity.amazonaws.com';
export const EKS = 'oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789';

export const provider = (issuer: string) => `arn:aws:iam::${OWN}:oidc-provider/${issuer}`;

/** Claims by name, each under `StringLike` unless the operator is given. */
export function takes(issuer: string, claims: Readonly<Record<string, unknown>> = {}, operator = 'StringLike'): object {
  return policy(allowFederated(provider(issuer), conditionOn(issuer, claims, operator)));
}

export function conditionOn(issuer: string, claims: Readonly<Record<string, unknown>>, operator = 'StringLike'): object {
  return { [operator]: Object.fromEntries(Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value])) };
}

/** A stack with an EKS cluster and one service account, as the CDK renders `cluster.addServiceAccount(...)`. */
export function serviceAccount(sub: string): {
  document: object;
  context: { resources: Record<string, { Type: string; Properties: object }> };
} {
  const issuer = { 'Fn::Select': [1, { 'Fn::Split': [':oidc-provider/', { Ref: 'Provider' }] }] };
  const json = { 'Fn::Join': ['', ['{"', issuer, ':aud":"sts.amazonaws.com","', issuer, `:sub":"${sub}"}`]] };
  return {
    document: policy(allowFederated({ Ref: 'Provider' }, { StringLike: { 'Fn::GetAtt': ['Json', 'Value'] } })),
    context: { resources: clusterResources(json) },
  };
}

export function clusterResources(json: unknown = '{}'): Record<string, { Type: string; Properties: object }> {
  return {
    Cluster: { Type: 'Custom::AWSCDK-EKS-Cluster', Properties: {} },
    Provider: { Type: 'Custom::AWSCDKOpenIdConnectProvider', Properties: { Url: { 'Fn::GetAtt': ['Cluster', 'OpenIdConnectIssuerUrl'] } } },
    Json: { Type: 'Custom::AWSCDKCfnJson', Properties: { Value: json } },
  };
}
