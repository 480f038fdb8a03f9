'use strict';
/**
 * The CDK form of a policy: a role as users write it with the CDK. Principals are constructs, so that accounts, partitions and identity
 * providers are rendered by the CDK, including intrinsic functions. The CDK is a parameter: the tests use another version than the
 * comparison.
 */

/** Adds the role to the stack, under the logical id that the CDK gives it. `rawFile` holds the raw template. */
function addRole({ iam, cloudformationInclude }, stack, policy, rawFile) {
  switch (policy.cdk) {
    case 'CfnInclude':
      new cloudformationInclude.CfnInclude(stack, 'Template', { templateFile: rawFile });
      return;
    case 'CfnRole':
      new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: policy.document, ...propsOf(policy) });
      return;
    default:
      addIamRole(iam, stack, policy);
  }
}

function propsOf({ properties = {} }) {
  const { MaxSessionDuration, ...others } = properties;
  if (Object.keys(others).length > 0) throw new Error(`properties: nothing here writes ${Object.keys(others).join(', ')} in the CDK`);
  return MaxSessionDuration === undefined ? {} : { maxSessionDuration: MaxSessionDuration };
}

function addIamRole(iam, stack, policy) {
  const { Statement } = policy.document;
  const principals = new Principals(iam, stack, policy.account);
  const statements = [Statement].flat().map((statement) => statementOf(iam, statement, principals));
  const role = new iam.Role(stack, 'Role', { assumedBy: written(iam, statements) });
  Object.assign(role.node.defaultChild, propsOf(policy));
}

/** A principal that adds its own statements, as `iam.CompositePrincipal` and similar classes do. */
function written(iam, statements) {
  class WrittenOut extends iam.PrincipalBase {
    get policyFragment() {
      throw new Error('the statements are written out');
    }

    dedupeString() {
      return undefined;
    }

    addToAssumeRolePolicy(document) {
      document.addStatements(...statements);
    }
  }
  return new WrittenOut();
}

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Condition'];

function statementOf(iam, statement, principals) {
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.includes(element));
  if (unknown !== undefined) throw new Error(`a statement of iam.Role has no ${unknown}: set "cdk" to "CfnRole"`);
  const list = (value) => (value === undefined ? undefined : [value].flat());
  return new iam.PolicyStatement({
    sid: statement.Sid,
    effect: statement.Effect === 'Deny' ? iam.Effect.DENY : iam.Effect.ALLOW,
    principals: principals.of(statement.Principal),
    notPrincipals: principals.of(statement.NotPrincipal),
    actions: list(statement.Action),
    notActions: list(statement.NotAction),
    conditions: statement.Condition,
  });
}

/** Constructs for the values of `Principal`; identity providers of the role's own account become resources of the stack. */
class Principals {
  constructor(iam, stack, account) {
    Object.assign(this, { iam, stack, account, providers: new Map() });
  }

  of(principal) {
    if (principal === undefined) return undefined;
    if (principal === '*') return [new this.iam.StarPrincipal()];
    return Object.entries(principal).flatMap(([kind, values]) => [values].flat().map((value) => this.one(kind, value)));
  }

  one(kind, value) {
    const { iam } = this;
    if (kind === 'Service') return new iam.ServicePrincipal(value);
    if (kind === 'Federated') return this.federated(value);
    if (value === '*') return new iam.AnyPrincipal();
    const [, account] = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(value) ?? [];
    if (account === undefined) return new iam.ArnPrincipal(value);
    return account === this.account ? new iam.AccountRootPrincipal() : new iam.AccountPrincipal(account);
  }

  federated(value) {
    const [, type, name] = /^arn:aws:iam::\d{12}:(oidc|saml)-provider\/(.+)$/.exec(value) ?? [];
    if (type === undefined) return new this.iam.WebIdentityPrincipal(value);
    if (!this.providers.has(value)) this.providers.set(value, type === 'oidc' ? this.oidcProvider(name) : this.samlProvider(name));
    return new this.iam.FederatedPrincipal(this.providers.get(value), {});
  }

  oidcProvider(issuer) {
    const props = { url: `https://${issuer}`, clientIdList: ['sts.amazonaws.com'] };
    return new this.iam.CfnOIDCProvider(this.stack, `Provider${this.providers.size}`, props).ref;
  }

  samlProvider(name) {
    const metadataDocument = this.iam.SamlMetadataDocument.fromXml(`<EntityDescriptor>${' '.repeat(1000)}</EntityDescriptor>`);
    return new this.iam.SamlProvider(this.stack, `Provider${this.providers.size}`, { name, metadataDocument }).samlProviderArn;
  }
}

module.exports = { addRole };
