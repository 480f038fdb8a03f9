/**
 * Determines what an ARN in a `Principal` identifies: an account, a user, a role, a session, an identity provider - or nothing that IAM
 * accepts there.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
import { isNameWithPath } from './iam-name';
import { isKnown, knownPartMatches, lastPartOf, PartlyKnownText, splitText } from './partly-known-text';
import { Principal } from './principal';

/** Text that IAM rejects as a principal. */
export class Refusal {
  constructor(public readonly why: string, public readonly fix: string) {}
}

/** Undefined if too little is known before deployment. */
export type Classified = Principal | Refusal | undefined;

interface ArnParts {
  readonly service: string;
  /** What every principal with an ARN has. */
  readonly place: { readonly written: PartlyKnownText; readonly partition: PartlyKnownText; readonly account: PartlyKnownText };
  readonly type: string;
  readonly name: PartlyKnownText | undefined;
}

const NAME_FIX = 'name an existing user or role by its full ARN, `arn:aws:iam::<12 digits>:role/<path and name>`';

/** An ARN under the key `AWS`. */
export function classifyAwsArn(written: PartlyKnownText): Classified {
  const arn = splitArn(written);
  if (!arn || arn instanceof Refusal) return arn;
  return arn.service === 'iam' ? classifyIamResource(arn) : classifyStsResource(arn);
}

function classifyIamResource({ place, type, name }: ArnParts): Classified {
  if (type === 'root') return name === undefined ? { kind: 'account', ...place } : new Refusal('a root ARN ends in `:root`', NAME_FIX);
  if (name === undefined) return new Refusal(`\`${type}\` is not a principal without a name`, NAME_FIX);
  switch (type) {
    case 'user':
    case 'role': return refuseName(type, name) ?? { kind: type, ...place, name };
    case 'group': return new Refusal('a group cannot be a principal', 'name the users of the group, or a role that they can assume');
    case 'oidc-provider':
    case 'saml-provider':
      return new Refusal(
        'an identity provider belongs under `Federated`, not under `AWS`',
        'write `"Principal": { "Federated": "<ARN of the provider>" }`',
      );
    case 'assumed-role':
      return new Refusal(
        'the ARN of a role session belongs to `sts`, not to `iam`',
        'write `arn:aws:sts::<12 digits>:assumed-role/<role>/<session>`',
      );
    default: return new Refusal(`\`${type}\` is not a kind of principal`, NAME_FIX);
  }
}

function classifyStsResource({ place, type, name }: ArnParts): Classified {
  if (type === 'federated-user' && name !== undefined) return refuseName('user', name) ?? { kind: type, ...place, name };
  if (type !== 'assumed-role' || name === undefined) return new Refusal(`\`${type}\` is not a kind of principal of \`sts\``, NAME_FIX);
  const [roleName, sessionName] = splitText(name, '/', 2);
  // A hole can contain the name of the session: `assumed-role/` + hole.
  if (sessionName === undefined) {
    return isKnown(name) ? new Refusal('the ARN of a role session ends in the name of the session', NAME_FIX) : undefined;
  }
  const refusal =
    refuseName('role', roleName) ??
    (knownPartMatches(sessionName, /\//)
      ? new Refusal('the ARN of a role session does not contain a path', 'leave the path of the role out')
      : undefined);
  return refusal ?? refuseName('session', sessionName) ?? { kind: 'session', ...place, roleName, sessionName };
}

/** An ARN under the key `Federated`. */
export function classifyFederatedArn(written: PartlyKnownText): Classified {
  const arn = splitArn(written);
  if (!arn || arn instanceof Refusal) return arn;
  const { place, type, name } = arn;
  const fix = 'write the ARN of an `oidc-provider` or a `saml-provider` of IAM';
  if (arn.service !== 'iam' || name === undefined || name === '') return new Refusal('this is not the ARN of an identity provider', fix);
  switch (type) {
    case 'oidc-provider': return { kind: type, ...place, issuer: name };
    case 'saml-provider':
      return consistsOf(name, /^[\w.-]*$/) ? { kind: type, ...place, name } : new Refusal('no SAML provider can have this name', fix);
    default: return new Refusal(`\`${type}\` is not an identity provider`, type === 'role' || type === 'user' ? 'put it under `AWS`' : fix);
  }
}

/** Undefined if a hole hides where the parts of the ARN begin and end. */
function splitArn(written: PartlyKnownText): ArnParts | Refusal | undefined {
  const parts = splitText(written, ':', 6);
  const [, partition, service, region, account, resource] = parts;
  if (parts.length < 6) return isKnown(written) ? new Refusal('it is not a complete ARN', NAME_FIX) : undefined;
  if (!isKnown(service) || !isKnown(region)) return undefined;
  if (!textFits(partition, /^aws(-[a-z]+)*$/, /^[a-z-]*$/)) {
    return new Refusal(
      'AWS has no such partition',
      'write `aws`, `aws-cn` or `aws-us-gov`, or let CloudFormation fill in `AWS::Partition`',
    );
  }
  if (service !== 'iam' && service !== 'sts') return new Refusal(`an ARN of \`${service}\` is not a principal`, NAME_FIX);
  if (region !== '') return new Refusal('an ARN of IAM has no region', 'leave the region empty: `arn:aws:iam::<12 digits>:…`');
  if (!textFits(account, /^\d{12}$/, /^\d{0,12}$/)) {
    return new Refusal('its account is not 12 digits', 'write the 12 digits of the account');
  }
  const [type, name] = splitText(resource, '/', 2);
  return isKnown(type) ? { service, place: { written, partition, account }, type, name } : undefined;
}

/** Names must be as IAM allows them; a hole can contain any name. */
function refuseName(kind: 'user' | 'role' | 'session', name: PartlyKnownText): Refusal | undefined {
  const isFit = isKnown(name)
    ? isNameWithPath(name)
    : textFits(lastPartOf(name), /^[\w+=,.@-]{1,64}$/, /^[\w+=,.@-]*$/) && consistsOf(name, /^[!-~]*$/);
  return isFit ? undefined : new Refusal(`no ${kind} can have this name`, NAME_FIX);
}

/** Does the text match the pattern? If it has holes, does each known part? */
function consistsOf(text: PartlyKnownText, pattern: RegExp): boolean {
  return textFits(text, pattern, pattern);
}

/** Does the text match as a whole? If it has holes, does each known part match `part`? */
export function textFits(text: PartlyKnownText, whole: RegExp, part: RegExp): boolean {
  return isKnown(text) ? whole.test(text) : text.every((piece) => typeof piece !== 'string' || part.test(piece));
}
