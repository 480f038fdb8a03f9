/** The name of an environment variable, which the construct sets and the handler reads. */

/** Its value is the name of the role that the function assumes in other accounts, to report evaluations there. */
export const MEMBER_ROLE_VARIABLE = 'CDK_SECURE_TRUST_MEMBER_ROLE';
