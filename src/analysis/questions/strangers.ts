/** What separates a stranger from everybody a policy has in mind: the organizations, networks and resources it names. */
import { outsideOwnOrganization, ownerWrittenOut, withOwner } from './own-account-and-organization';
import { namesResourceWithoutAccount, shapeOf } from './unenforced-conditions';
import { anyValueExcept, isWrittenOut, withoutPinnedValues, patternsOn, ValueOnKey } from './values-asked-for';
import { hasToken, isOneText, mayContainColon, plainText, splitPattern, ValuePattern } from '../../evaluation/value-pattern';
import { TrustPolicy } from '../../policy/trust-policy';
import { ForbiddenValues, KeyRequirement } from '../key-constraints/key-constraint';

/**
 * A network belongs to somebody: a stranger does not call from it, nor from an instance in it. Addresses do not count, private ones least
 * of all: any network may use the same.
 */
const NETWORK_KEYS = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:ec2instancesourcevpc'];

/** A caller from outside the organizations and networks that the policy names. */
export function strangerRequirements(policy: TrustPolicy, { ownAccount }: { readonly ownAccount: string }): KeyRequirement[] {
  const named = (key: string) => patternsOn(policy, key).filter(({ pattern, exact }) => exact || namesOrganizationOrNetwork(pattern));
  const ofNetworks = [
    ...outsideOwnOrganization(named, 'aws:vpceorgid', 'aws:vpceorgpaths'),
    ...NETWORK_KEYS.map((key) => anyValueExcept(key, named(key))),
    anyValueExcept(VPC_ARN, patternsOn(policy, VPC_ARN).filter(namesNetwork)),
    anyValueExcept(ENDPOINT_OWNER, ownerWrittenOut(patternsOn(policy, ENDPOINT_OWNER).filter(namesOwner), ownAccount)),
  ];
  return [
    ...outsideOwnOrganization(named),
    // Most policies ask for no network.
    ...ofNetworks.filter(({ key }) => patternsOn(policy, key).length > 0),
    anyValueExcept('aws:userid', namedUniqueIds(policy)),
  ];
}

const VPC_ARN = 'aws:sourcevpcarn';
const ENDPOINT_OWNER = 'aws:vpceaccount';

function namesOwner({ pattern, exact }: ValueOnKey): boolean {
  return exact || isSingleValue(pattern);
}

/** The account is written out, or the id of the network, which no other account has. */
function namesNetwork(value: ValueOnKey): boolean {
  const parts = splitPattern(value.pattern, ':', 6);
  return isWrittenOut(value) || (parts.length === 6 && [parts[4], parts[5]].some((part) => part.length > 0 && isSingleValue(part)));
}

/** A service that acts for none of the accounts, organizations and resources that the policy names. */
export function strangeSourceRequirements(policy: TrustPolicy, { ownAccount }: { readonly ownAccount: string }): KeyRequirement[] {
  return withoutPinnedValues(policy, namesSource).map((requirement) => {
    const differsFrom = ownerWrittenOut(requirement.differsFrom, ownAccount);
    return { ...requirement, differsFrom: requirement.key === 'aws:sourcearn' ? differsFrom.map(byParts) : differsFrom };
  });
}

/** `StringLike` runs over colons: whoever names a resource may write an account into the name. The one that owns it is the fifth part. */
function byParts(value: ForbiddenValues): ForbiddenValues {
  return { ...value, byParts: splitPattern(value.pattern, ':', 6).slice(0, 5).some((part) => hasToken(part, 'any-run')) };
}

/** Does the value say for whom a service has to come? */
function namesSource(value: ValueOnKey): boolean {
  const { key, pattern, exact } = value;
  switch (key) {
    case 'aws:sourceaccount':
    case 'aws:sourceorgid':
      return exact || isSingleValue(pattern);
    case 'aws:sourceorgpaths':
      return exact || namesOrganizationOrNetwork(pattern);
    case 'aws:sourcearn': {
      const account = splitPattern(pattern, ':', 6)[4];
      if (account?.length === 0) return isWrittenOut(value) || namesResourceWithoutAccount(shapeOf(pattern));
      return isWrittenOut(value) || (account !== undefined && isSingleValue(account) && !account.some(mayContainColon));
    }
    default:
      return false;
  }
}

/** Without a wildcard: one text, or a policy variable that stands for the role's own account or organization. */
function isSingleValue(pattern: ValuePattern): boolean {
  return withOwner(pattern, '').every(isOneText);
}

/** Values of `aws:userid` that are one id, or hold the whole unique id of one user or role: nobody else ever has it. */
export function namedUniqueIds(policy: TrustPolicy): ForbiddenValues[] {
  return patternsOn(policy, 'aws:userid').filter(
    (value) => isWrittenOut(value) || /^A(IDA[A-Z0-9]{17}|ROA[A-Z0-9]{12,}:)/.test(beginningOf(value.pattern)),
  );
}

/** A value (or path pattern) that begins with a whole organization id or with a network id. */
function namesOrganizationOrNetwork(pattern: ValuePattern): boolean {
  return plainText(pattern) !== undefined || /^o-[a-z0-9]{10,32}\//.test(beginningOf(withOwner(pattern, '')));
}

/** What is written out before the first wildcard. */
function beginningOf(pattern: ValuePattern): string {
  let text = '';
  for (const token of pattern) {
    if (token.kind !== 'literal') break;
    text += token.text;
  }
  return text;
}
