/** The organizations that the user declares as their own. */

/**
 * The IDs without repetition. Throws if one cannot be the ID of an organization.
 *
 * @param where the construct or method that the property belongs to, for the message
 */
export function knownOrganizations(where: string, ids: readonly string[]): readonly string[] {
  const wrong = ids.find((id) => !isOrganizationId(id));
  if (wrong === undefined) return [...new Set(ids)];
  throw new Error(
    `${where}: 'organizations' contains ${JSON.stringify(wrong)}, which is not an organization ID: specify it `
    + "as AWS Organizations shows it, such as 'o-a1b2c3d4e5'",
  );
}

/** See https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
export function isOrganizationId(id: unknown): id is string {
  return typeof id === 'string' && /^o-[a-z0-9]{10,32}$/.test(id);
}
