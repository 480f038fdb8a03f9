/** The smallest example: GitHub deploys from one account to another. */
import { accountDump, role, trusts, trustsGitHub } from './account-dumps';

export const BUILD = '111122223333';
export const RUN = '444455556666';

/** By the name of the file, what `aws iam get-account-authorization-details` prints for each account. */
export function twoAccounts(): Readonly<Record<string, object>> {
  return {
    'build.json': accountDump(BUILD, [{
      name: 'Deploy',
      trust: [trustsGitHub(BUILD, 'repo:acme/*')],
      allows: [{ Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${RUN}:role/Release` }],
    }]),
    'run.json': accountDump(RUN, [
      { name: 'Release', trust: [trusts(role(BUILD, 'Deploy'))], managed: ['AdministratorAccess'] },
      // It trusts Deploy, but Deploy has no permission to assume it.
      { name: 'Report', trust: [trusts(role(BUILD, 'Deploy'))], managed: ['ReadOnlyAccess'] },
    ]),
  };
}
