/** What the examples of several help texts begin with. */

/** Prints a trust policy, as a POSIX shell does it. */
export const PRINT_POLICY = 'echo \'{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}\'';
