/** What belongs to a principal and can be changed to give it more permissions: the managed policies that it has, and its groups. */
import { PrincipalWithPolicies } from './principal';
import { knownText } from './principal-permissions';
import { Truth } from '../evaluation/truth';
import { filledText } from '../permissions/fill-holes';
import { PermissionSet } from '../permissions/permission-set';
import { PartlyKnownText } from '../policy/partly-known-text';

/** Something of the principal: itself, a policy that it has, or a group that it is in. */
export interface OwnTarget {
  readonly resource: string;
  readonly aliases?: readonly PartlyKnownText[];
  readonly isIts: Truth;
}

export function ownPolicies(principal: PrincipalWithPolicies, { principal: place }: PermissionSet): readonly OwnTarget[] {
  return principal.policies.identity.flatMap(({ arn, arnAliases = [], isUncertain }) => {
    const resource = arn === undefined ? undefined : knownText(arn, principal);
    if (resource === undefined || /:iam::aws:/.test(resource)) return [];
    return [{ resource, aliases: arnAliases.map((alias) => filledText(alias, place)), isIts: isUncertain ? 'unknown' : 'yes' }];
  });
}

export function ownGroups(principal: PrincipalWithPolicies): readonly OwnTarget[] {
  const { groups = [], uncertainGroups = [] } = principal;
  const targets = (texts: readonly PartlyKnownText[], isIts: Truth) => (
    texts.flatMap((text) => knownText(text, principal) ?? []).map((resource) => ({ resource, isIts }))
  );
  return [...targets(groups, 'yes'), ...targets(uncertainGroups, 'unknown')];
}
