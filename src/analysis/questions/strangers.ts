/** Requirements that distinguish strangers from the callers that a policy names by organization, network or resource. */
import { anyValueExcept, isWrittenOut, withoutPinnedValues, patternsOn, ConditionValue } from './condition-values';
import { outsideOwnOrganization, ownerWrittenOut, withOwner } from './own-account-and-organization';
import { namesResourceWithoutAccount, shapeOf } from './unenforced-conditions';
import { hasToken, isOneText, mayContainColon, plainText, splitPattern, ValuePattern } from '../../evaluation/value-pattern';
import { PolicyVariant } from '../../policy/trust-policy';
import { ForbiddenValues, KeyRequirement } from '../key-constraints/key-constraint';

/**
 * A network has an owner: a principal of another account does not call from it, nor from an instance in it. Addresses do not count, least
 * of all private ones: any network may use the same.
 */
const NETWORK_KEYS = ['aws:sourcevpc', 'aws:sourcevpce', 'aws:ec2instancesourcevpc'];

/** A caller from outside the organizations and networks that the policy names. */
export function strangerRequirements(policy: PolicyVariant, { ownAccount }: { readonly ownAccount: string }): KeyRequirement[] {
  const named = (key: string) => patternsOn(policy, key).filter(({ pattern, exact }) => exact || namesOrganizationOrNetwork(pattern));
  const ofNetworks = [
    ...outsideOwnOrganization(named, 'aws:vpceorgid', 'aws:vpceorgpaths'),
    ...NETWORK_KEYS.map((key) => anyValueExcept(key, named(key))),
    anyValueExcept(VPC_ARN, patternsOn(policy, VPC_ARN).filter(namesNetwork)),
    anyValueExcept(ENDPOINT_OWNER, ownerWrittenOut(patternsOn(policy, ENDPOINT_OWNER).filter(namesOwner), ownAccount)),
  ];
  return [
    ...outsideOwnOrganization(named),
    // Most policies have no conditions on networks.
    ...ofNetworks.filter(({ key }) => patternsOn(policy, key).length > 0),
    anyValueExcept('aws:userid', namedUniqueIds(policy)),
  ];
}

const VPC_ARN = 'aws:sourcevpcarn';
const ENDPOINT_OWNER = 'aws:vpceaccount';

function namesOwner({ pattern, exact }: ConditionValue): boolean {
  return exact || isSingleValue(pattern);
}

/** Is the account written out, or the id of the network, which no other account has? */
function namesNetwork(value: ConditionValue): boolean {
  const parts = splitPattern(value.pattern, ':', 6);
  return isWrittenOut(value) || (parts.length === 6 && [parts[4], parts[5]].some((part) => part.length > 0 && isSingleValue(part)));
}

/** A service that acts for none of the accounts, organizations and resources that the policy names. */
export function strangeSourceRequirements(policy: PolicyVariant, { ownAccount }: { readonly ownAccount: string }): KeyRequirement[] {
  return withoutPinnedValues(policy, namesSource).map((requirement) => {
    const differsFrom = ownerWrittenOut(requirement.differsFrom, ownAccount);
    return { ...requirement, differsFrom: requirement.key === 'aws:sourcearn' ? differsFrom.map(byParts) : differsFrom };
  });
}

/** `StringLike` matches across colons, and a resource name may contain an account id. The account that owns it is the fifth part. */
function byParts(value: ForbiddenValues): ForbiddenValues {
  return { ...value, byParts: splitPattern(value.pattern, ':', 6).slice(0, 5).some((part) => hasToken(part, 'any-run')) };
}

/** Does the value name the account, organization or resource on whose behalf a service calls? */
function namesSource(value: ConditionValue): boolean {
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

/** Is it a single value without wildcards: a text, or a policy variable for the role's own account or organization? */
function isSingleValue(pattern: ValuePattern): boolean {
  return withOwner(pattern, '').every(isOneText);
}

/** Values of `aws:userid` that are a single id, or contain the whole unique id of a user or role, which is never used again. */
export function namedUniqueIds(policy: PolicyVariant): ForbiddenValues[] {
  return patternsOn(policy, 'aws:userid').filter(
    (value) => isWrittenOut(value) || /^A(IDA[A-Z0-9]{17}|ROA[A-Z0-9]{12,}:)/.test(beginningOf(value.pattern)),
  );
}

/** Is it a plain value, or a path pattern that begins with a whole organization id? */
function namesOrganizationOrNetwork(pattern: ValuePattern): boolean {
  return plainText(pattern) !== undefined || /^o-[a-z0-9]{10,32}\//.test(beginningOf(withOwner(pattern, '')));
}

/** The literal text before the first wildcard. */
function beginningOf(pattern: ValuePattern): string {
  let text = '';
  for (const token of pattern) {
    if (token.kind !== 'literal') break;
    text += token.text;
  }
  return text;
}
