/**
 * Reads `Ref` and `Fn::GetAtt`: pseudo parameters, parameters, and the resources that trust policies refer to.
 *
 * A role, user or identity provider of the same template belongs to the same account as the role, so its ARN is known except
 * for its name.
 */
import { DeployTimeContext, TemplateResource } from './deploy-time-context';
import { readPseudoParameter } from './pseudo-parameters';
import { readParameter } from './read-parameter';
import { originIn, Resolution } from './resolution';
import { holeFrom } from '../policy/holes';
import { readJsonText } from '../policy/json-text';
import { Origin, TemplateOrigin } from '../policy/origin';
import { Hole, HoleKind, isKnown, PartlyKnownText, textOf, TextPiece } from '../policy/partly-known-text';
import { DeployTimeValue, HoledText, isPlainMap, NO_VALUE, ownProperty, textFrom, valueOfText } from '../policy/resolved-value';

export function readRef(resolution: Resolution, name: unknown, context: DeployTimeContext): unknown {
  if (typeof name !== 'string') return undefined;
  if (name.startsWith('AWS::')) return readPseudoParameter(resolution, name, context);
  const parameter = ownProperty(context.parameters, name);
  if (parameter) return readParameter(resolution, name, parameter, context);
  const resource = ownProperty(context.resources, name);
  const origin = originIn(context, { kind: 'reference', name, scope: context.scope });
  const known = resource && resolution.unlessCircular(origin, () => refOfResource({ resolution, name, resource, context }));
  return known ?? resolution.hole(holeFrom(origin));
}

/** The beginning of an attribute of a nested stack, before the name of an output. */
const OUTPUTS = 'Outputs.';

export function readGetAtt(resolution: Resolution, argument: unknown, context: DeployTimeContext): unknown {
  const [name, attribute] = attributeReference(resolution, argument, context);
  if (name === undefined || attribute === undefined) return undefined;
  const origin = originIn(context, attributeOrigin(name, attribute, context));
  const known = resolution.unlessCircular(origin, () => knownAttribute(resolution, name, attribute, context));
  if (known !== undefined && known !== NO_VALUE) return known;
  const hole = holeFrom(origin);
  const value = resolution.hole(hole);
  // An attribute of a custom resource can be anything; where only text is allowed, it is a hole in the text.
  return value instanceof HoledText ? new DeployTimeValue(hole) : value;
}

function attributeOrigin(name: string, attribute: string, { scope }: DeployTimeContext): TemplateOrigin {
  if (attribute.startsWith(OUTPUTS)) return { kind: 'nested-stack-output', name, output: attribute.slice(OUTPUTS.length), scope };
  return { kind: 'attribute', name, attribute, scope };
}

/** `["Logical", "Attribute"]` or `"Logical.Attribute"`; attributes can contain dots, and logical IDs cannot. */
function attributeReference(resolution: Resolution, argument: unknown, context: DeployTimeContext): readonly [string?, string?] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return dot < 0 ? [] : [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  if (!Array.isArray(argument) || argument.length < 2 || typeof argument[0] !== 'string') return [];
  const attribute = textOf(argument.slice(1).map((part, index) => textOf([index === 0 ? '' : '.', resolution.resolveText(part, context)])));
  return isKnown(attribute) ? [argument[0], attribute] : [];
}

function knownAttribute(resolution: Resolution, name: string, attribute: string, context: DeployTimeContext): unknown {
  if (attribute.startsWith(OUTPUTS)) {
    const output = context.follow?.({ kind: 'nested-output', resource: name, output: attribute.slice(OUTPUTS.length) });
    return output && resolution.resolve(output.value, output.context);
  }
  const resource = ownProperty(context.resources, name);
  const place = { resolution, name, resource: resource ?? {}, context };
  switch (resource?.Type) {
    case 'AWS::IAM::Role':
    case 'AWS::IAM::User': return attribute === 'Arn' ? arnOfIdentity(place) : ownName(place, attributeOrigin(name, attribute, context));
    case 'AWS::IAM::OIDCProvider':
    case 'AWS::IAM::SAMLProvider': return attribute === 'Arn' ? refOfResource(place) : undefined;
    case 'AWS::EKS::Cluster':
    case 'Custom::AWSCDK-EKS-Cluster': return issuerOfCluster(place, attribute);
    case 'AWS::RolesAnywhere::TrustAnchor': return attribute === 'TrustAnchorArn' ? arnOfTrustAnchor(place) : undefined;
    case 'AWS::Cognito::IdentityPool': return attribute === 'Id' ? idOfIdentityPool(place) : undefined;
    case 'Custom::AWSCDKCfnJson': return attribute === 'Value' ? readJsonText(property(place, 'Value')) : undefined;
    default: return undefined;
  }
}

/** For an identity provider, it is the ARN. */
function refOfResource(place: ResourcePlace): unknown {
  switch (place.resource.Type) {
    case 'AWS::IAM::Role': return nameOfIdentity(place, 'role');
    case 'AWS::IAM::User': return nameOfIdentity(place, 'user');
    case 'AWS::IAM::OIDCProvider':
    case 'Custom::AWSCDKOpenIdConnectProvider': return arnOfOidcProvider(place);
    case 'AWS::IAM::SAMLProvider': return arnOfSamlProvider(place);
    case 'AWS::RolesAnywhere::TrustAnchor': return idOfTrustAnchor(place);
    case 'AWS::Cognito::IdentityPool': return idOfIdentityPool(place);
    default: return undefined;
  }
}

/** A resource and the context that it is read in. */
interface ResourcePlace {
  readonly resolution: Resolution;
  readonly name: string;
  readonly resource: TemplateResource;
  readonly context: DeployTimeContext;
}

function property({ resolution, resource, context }: ResourcePlace, key: string): PartlyKnownText | undefined {
  return isPlainMap(resource.Properties) ? textFrom(resolution.resolve(ownProperty(resource.Properties, key), context)) : undefined;
}

function nameOrHole(place: ResourcePlace, key: string, type: 'role' | 'user' | 'SAML provider'): string | HoledText {
  const name = property(place, key);
  return name === undefined
    ? ownName(place, { kind: 'resource-name', type, name: place.name, scope: place.context.scope })
    : valueOfText(name);
}

function nameOfIdentity(place: ResourcePlace, kind: 'role' | 'user'): string | HoledText {
  return nameOrHole(place, kind === 'role' ? 'RoleName' : 'UserName', kind);
}

function ownName({ resolution, context }: ResourcePlace, origin: TemplateOrigin): string | HoledText {
  return resolution.hole(holeFrom(originIn(context, origin), 'own-name'));
}

function ownArn(place: ResourcePlace, service: PartlyKnownText, ...resource: (PartlyKnownText | undefined)[]): unknown {
  return valueOfText(
    textOf([
      'arn:',
      pseudo(place, 'AWS::Partition'),
      ':',
      service,
      ':',
      pseudo(place, 'AWS::AccountId'),
      ':',
      ...resource.map((part) => part ?? ''),
    ]),
  );
}

function pseudo({ resolution, context }: ResourcePlace, name: string): PartlyKnownText {
  return textFrom(readPseudoParameter(resolution, name, context)) ?? '';
}

function arnOfIdentity(place: ResourcePlace): unknown {
  const kind = place.resource.Type === 'AWS::IAM::Role' ? 'role' : 'user';
  return ownArn(place, 'iam:', kind, property(place, 'Path') ?? '/', textFrom(nameOfIdentity(place, kind)));
}

function arnOfSamlProvider(place: ResourcePlace): unknown {
  return ownArn(place, 'iam:', 'saml-provider/', textFrom(nameOrHole(place, 'Name', 'SAML provider')));
}

function arnOfTrustAnchor(place: ResourcePlace): unknown {
  return ownArn(place, textOf(['rolesanywhere:', pseudo(place, 'AWS::Region')]), 'trust-anchor/', textFrom(idOfTrustAnchor(place)));
}

function idOfTrustAnchor(place: ResourcePlace): string | HoledText {
  return ownName(place, { kind: 'resource-id', type: 'trust anchor', name: place.name, scope: place.context.scope });
}

/** A pool that allows guests, or does not say whether it does, is treated like an unknown pool. */
function idOfIdentityPool(place: ResourcePlace): HoledText {
  const allowsGuests = property(place, 'AllowUnauthenticatedIdentities');
  const origin = originIn(place.context, { kind: 'resource-id', type: 'identity pool', name: place.name, scope: place.context.scope });
  if (allowsGuests === undefined || (isKnown(allowsGuests) && !/^false$/i.test(allowsGuests))) return new HoledText([holeFrom(origin)]);
  return new HoledText([holeFrom(origin, 'unknown', { guests: isKnown(allowsGuests) ? 'refused' : 'unknown' })]);
}

function arnOfOidcProvider(place: ResourcePlace): unknown {
  const url = property(place, 'Url');
  return ownArn(
    place,
    'iam:',
    'oidc-provider/',
    url === undefined ? [issuerHole(resourceOrigin(place, 'identity-provider'))] : issuerFrom(url),
  );
}

function resourceOrigin({ context, name }: ResourcePlace, kind: 'cluster' | 'identity-provider'): Origin {
  return originIn(context, { kind, name, scope: context.scope });
}

function issuerHole(of: Origin, kind: HoleKind = 'unknown'): Hole {
  return holeFrom({ kind: 'issuer', of }, kind);
}

const SCHEME = 'https://';

/** The URL without `https://`, as IAM uses it in ARNs and condition keys. */
function issuerFrom(url: PartlyKnownText): PartlyKnownText {
  if (isKnown(url)) return url.startsWith(SCHEME) ? url.slice(SCHEME.length) : url;
  const [first, ...rest] = url;
  if (typeof first === 'string' && first.startsWith(SCHEME)) return textOf([first.slice(SCHEME.length), ...rest]);
  if (typeof first !== 'string' && !mayGoOnScheme(rest)) return textOf([issuerHole(first.origin, first.kind), ...rest]);
  // It is unknown where the issuer begins.
  return [issuerHole({ kind: 'url', url })];
}

/** Can a part of `https://` be here, after a hole that contains the beginning of it? */
function mayGoOnScheme([next]: readonly TextPiece[]): boolean {
  if (next === undefined) return false;
  return (
    typeof next !== 'string' || [...SCHEME].some((_, index) => next.startsWith(SCHEME.slice(index)) || SCHEME.slice(index).startsWith(next))
  );
}

/** The issuer of a cluster belongs to the account; no other account shares it. */
function issuerOfCluster(place: ResourcePlace, attribute: string): unknown {
  const issuer = issuerHole(resourceOrigin(place, 'cluster'), 'own-name');
  if (attribute === 'OpenIdConnectIssuerUrl') return new HoledText(['https://', issuer]);
  return attribute === 'OpenIdConnectIssuer' ? new HoledText([issuer]) : undefined;
}
