/** What the reader can declare to resolve a finding: an account of their own, a vendor, their organization. */
import { Situation } from './situation';
import { callerAccount } from '../evaluation/assume-role-request';
import { Declarations } from '../findings/fix';
import { vendorOf } from '../findings/known-parties';
import { undeclaredOrganizations } from '../rules/support/fixes';

export interface Declaration {
  readonly id: string;
  readonly title: string;
  readonly config: Declarations;
}

export function declarations({ found, statement, before }: Situation, kind: 'own' | 'vendor' | 'organization'): readonly Declaration[] {
  const { rules } = before;
  if (kind === 'organization') {
    const ids = statement ? undeclaredOrganizations(statement, rules) : [];
    return ids.map((id) => ({
      id: 'declare-organization', title: `declare ${id} as your own organization`, config: { organizations: [id] },
    }));
  }
  const callers = found.flatMap(({ verdict }) => (verdict ? [callerAccount(verdict.request.caller)] : []));
  const accounts = [...new Set(callers)].filter((account) => (
    account !== undefined && rules.namedAccounts.has(account) && !rules.accounts.has(account) && rules.owner.account !== account
  )) as string[];
  return accounts.flatMap((id): readonly Declaration[] => {
    const vendor = vendorOf(id);
    if (kind === 'own') return vendor === undefined ? [declarationOfOwn(id)] : [];
    return vendor === undefined ? [] : [declarationOfVendor(id, vendor)];
  });
}

function declarationOfOwn(id: string): Declaration {
  return { id: 'declare-own-account', title: `declare account ${id} as your own`, config: { accounts: [{ id, standing: 'own' }] } };
}

function declarationOfVendor(id: string, name: string): Declaration {
  return {
    id: 'declare-vendor',
    title: `declare account ${id} as that of the vendor ${name}`,
    config: { accounts: [{ id, standing: 'vendor', name }] },
  };
}
