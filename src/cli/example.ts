/** The first command in the examples of several help texts. */

/** Prints a trust policy, in a POSIX shell. */
export const PRINT_POLICY =
  'echo \'{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}\'';
