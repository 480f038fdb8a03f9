/**
 * Requirements that distinguish callers who have what a condition requires from those who do not: for the questions of
 * `ineffective-condition`.
 */
import { anyValueExcept, patternsOn } from './condition-values';
import { outsideOwnOrganization, ownerWrittenOut } from './own-account-and-organization';
import { ValuePattern } from '../../evaluation/value-pattern';
import { PolicyVariant } from '../../policy/trust-policy';
import { KeyRequirement } from '../key-constraints/key-constraint';

/** A caller from outside the organizations that the policy names, including those that are known only at deploy time. */
export function outsideOrganizations(policy: PolicyVariant): KeyRequirement[] {
  return outsideOwnOrganization((key) => patternsOn(policy, key).filter(({ pattern }) => !leavesOrganizationOpen(shapeOf(pattern))));
}

/** `*`, or a path that begins with a wildcard. */
export function leavesOrganizationOpen(shape: string): boolean {
  return shape.split('/')[0].includes('*');
}

export const SOURCE_KEYS = ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths'];

/** A service that calls on behalf of an account, organization and resource that the policy does not distinguish. */
export function unnamedSource(policy: PolicyVariant, { ownAccount }: { readonly ownAccount: string }): KeyRequirement[] {
  const named = (source: string) => patternsOn(policy, source).filter(({ pattern }) => !leavesSourceOpen(shapeOf(pattern)));
  return SOURCE_KEYS.map((source) => anyValueExcept(source, ownerWrittenOut(named(source), ownAccount)));
}

/** The key is absent. */
export function keyAbsent(key: string): KeyRequirement[] {
  return [{ key, mayBeAbsent: true, mayBePresent: false, differsFrom: [] }];
}

/**
 * `*`, or an ARN that leaves open which resource it is and who owns it: `arn:aws:iot:*:*:*`, or `arn:aws:iot:*`, where `*` also matches
 * colons.
 */
export function leavesSourceOpen(shape: string): boolean {
  const isOpen = /^\**$|^arn(:[^:]*){3}:\**:(.*[:/])?\*+$|^arn(:[^:]*){1,3}\*$|^arn(:[^:]*){3}:\*+$/.test(shape);
  return isOpen && !namesResourceWithoutAccount(shape);
}

/**
 * Does an ARN without an account name a resource? A bucket is one segment, `arn:aws:s3:::acme-data/*`; anything else has a type and an id,
 * like CodeCatalyst's `arn:aws:codecatalyst:::space/ID/project/*`. Only complete segments count.
 */
export function namesResourceWithoutAccount(shape: string): boolean {
  const [, service, resource] = /^arn:[^:]*:([^:*]+):[^:]*::([^*]*)/.exec(shape) ?? [];
  if (service === undefined) return false;
  const segments = resource.split(/[:/]/).slice(0, -1).filter((segment) => segment !== '');
  return segments.length >= (service === 's3' ? 1 : 2);
}

/** The pattern with wildcards as `*`; a variable or a deploy-time value is some text. */
export function shapeOf(pattern: ValuePattern): string {
  return pattern
    .map((token) => {
      if (token.kind === 'literal') return token.text;
      return token.kind === 'any-run' || token.kind === 'any-one' ? '*' : 'x';
    })
    .join('');
}
