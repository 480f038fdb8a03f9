/** The permissions of a role or user of the inputs, ready to be asked. */
import { PrincipalWithPolicies } from './principal';
import { filledText } from '../permissions/fill-holes';
import { PermissionSet } from '../permissions/permission-set';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';

/** Stands for the account of principals whose input does not say it: they all are in the same one. */
const SOME_ACCOUNT = '000000000000';

export function permissionsOf(principal: PrincipalWithPolicies): PermissionSet {
  const { kind, partition, policies: { identity, boundary, missing } } = principal;
  const place = placeOf(principal);
  const lacks = (what: 'policy' | 'boundary') => missing.some(({ as }) => as === what || as === 'all');
  const name = nameOf(principal);
  return new PermissionSet(
    { identity, boundary, lacksPolicies: lacks('policy'), lacksBoundary: lacks('boundary') },
    { kind, partition, account: place.account, name, arn: `arn:${partition}:iam::${place.account}:${kind}/${name}` },
  );
}

/** An ARN or a name of the inputs as the policies of the principal are read. Undefined if it is known at deployment only. */
export function knownText(text: PartlyKnownText, principal: PrincipalWithPolicies): string | undefined {
  const filled = filledText(text, placeOf(principal));
  return isKnown(filled) ? filled : undefined;
}

/** A principal whose name only the deployment decides gets one that no other has. */
function nameOf(principal: PrincipalWithPolicies): string {
  const { id, name } = principal;
  return (name === undefined ? undefined : knownText(name, principal)) ?? `unnamed-${id.replace(/[^\w.-]+/g, '-')}`;
}

function placeOf({ partition, account = SOME_ACCOUNT }: PrincipalWithPolicies) {
  return { partition, account };
}
