/** The organizations that a user declares as their own. */

/**
 * The ids as they are compared with conditions. Throws for text that cannot be the id of an organization.
 *
 * @param where the construct or method whose prop it is, for the message
 */
export function knownOrganizations(where: string, ids: readonly string[]): readonly string[] {
  const wrong = ids.find((id) => !isOrganizationId(id));
  if (wrong === undefined) return [...new Set(ids)];
  throw new Error(
    `${where}: 'organizations' holds ${JSON.stringify(wrong)}, which is not the id of an organization: write it as AWS Organizations shows it, `
    + "such as 'o-a1b2c3d4e5'",
  );
}

/** See https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
export function isOrganizationId(id: unknown): id is string {
  return typeof id === 'string' && /^o-[a-z0-9]{10,32}$/.test(id);
}
