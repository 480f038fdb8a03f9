/** Runs code of `docs/messages.md` that a construct rejects. */
import { App, Duration, Stack, aws_iam as iam } from 'aws-cdk-lib';
import * as library from '../../../src';

const SECRET = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';

/** A role that trusts Alice with MFA and an ExternalId, with these additional props. */
function secureRole(props: Partial<library.SecureCrossAccountRoleProps>): library.SecureCrossAccountRole {
  const stack = new Stack(new App(), 'Workload', { env: { account: '444455556666', region: 'eu-west-1' } });
  return new library.SecureCrossAccountRole(stack, 'Audit', {
    trustedPrincipals: [library.TrustedPrincipal.user('111122223333', 'alice')],
    externalId: library.ExternalId.of(SECRET),
    ...props,
  });
}

/** A role for the branch `main` of the GitHub repository `acme/app`, with these props. */
function oidcRole(props: Partial<library.SecureOidcRoleProps>): library.SecureOidcRole {
  const stack = new Stack(new App(), 'Workload', { env: { account: '444455556666', region: 'eu-west-1' } });
  return new library.SecureOidcRole(stack, 'Deploy', {
    providerArn: 'arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com',
    subjects: [library.OidcSubject.githubBranch({ owner: 'acme', repository: 'app', branch: 'main' })],
    ...props,
  });
}

/** The message of the error that the expression throws; undefined if it throws none. */
export function errorOf(expression: string): string | undefined {
  const scope: Readonly<Record<string, unknown>> = { ...library, Duration, iam, oidcRole, secureRole };
  try {
    // The code is that of our own page: nothing from outside is run.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    new Function(...Object.keys(scope), `return ${expression};`)(...Object.values(scope));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
