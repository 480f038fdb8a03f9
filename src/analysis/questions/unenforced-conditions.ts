/** What separates callers who have what a condition asks for from those who get by without: the questions behind `ineffective-condition`. */
import { outsideOwnOrganization, ownerWrittenOut } from './own-account-and-organization';
import { anyValueExcept, patternsOn } from './values-asked-for';
import { ValuePattern } from '../../evaluation/value-pattern';
import { TrustPolicy } from '../../policy/trust-policy';
import { KeyRequirement } from '../key-constraints/key-constraint';

/** A caller from outside the organizations that the policy names; one that only deployment will name is named, too. */
export function outsideOrganizations(policy: TrustPolicy): KeyRequirement[] {
  return outsideOwnOrganization((key) => patternsOn(policy, key).filter(({ pattern }) => !leavesOrganizationOpen(shapeOf(pattern))));
}

/** `*`, or a path that begins with a wildcard. */
export function leavesOrganizationOpen(shape: string): boolean {
  return shape.split('/')[0].includes('*');
}

export const SOURCE_KEYS = ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths'];

/** A service that comes for none of the accounts, organizations and resources that the policy tells from others. */
export function unnamedSource(policy: TrustPolicy, { ownAccount }: { readonly ownAccount: string }): KeyRequirement[] {
  const named = (source: string) => patternsOn(policy, source).filter(({ pattern }) => !leavesSourceOpen(shapeOf(pattern)));
  return SOURCE_KEYS.map((source) => anyValueExcept(source, ownerWrittenOut(named(source), ownAccount)));
}

/** The key is not there. */
export function keyAbsent(key: string): KeyRequirement[] {
  return [{ key, mayBeAbsent: true, mayBePresent: false, differsFrom: [] }];
}

/** `*`, or an ARN that leaves open whose resource it is, and which: `arn:aws:iot:*:*:*`, or `arn:aws:iot:*`, where `*` stands for colons as well. */
export function leavesSourceOpen(shape: string): boolean {
  const isOpen = /^\**$|^arn(:[^:]*){3}:\**:(.*[:/])?\*+$|^arn(:[^:]*){1,3}\*$|^arn(:[^:]*){3}:\*+$/.test(shape);
  return isOpen && !namesResourceWithoutAccount(shape);
}

/**
 * ARNs without an account: a bucket is one segment, `arn:aws:s3:::acme-data/*`; anything else is of a type and has an id, as CodeCatalyst's
 * `arn:aws:codecatalyst:::space/ID/project/*`. What is written out in full, and not just begun, names one resource.
 */
export function namesResourceWithoutAccount(shape: string): boolean {
  const [, service, resource] = /^arn:[^:]*:([^:*]+):[^:]*::([^*]*)/.exec(shape) ?? [];
  if (service === undefined) return false;
  const segments = resource.split(/[:/]/).slice(0, -1).filter((segment) => segment !== '');
  return segments.length >= (service === 's3' ? 1 : 2);
}

/** Wildcards as `*`; what a variable or deployment will say is some text. */
export function shapeOf(pattern: ValuePattern): string {
  return pattern
    .map((token) => {
      if (token.kind === 'literal') return token.text;
      return token.kind === 'any-run' || token.kind === 'any-one' ? '*' : 'x';
    })
    .join('');
}
