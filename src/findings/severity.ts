/**
 * How serious a finding is, from 0 to 10, as code scanning services rank alerts (9 and above is critical, 7 high, 4 medium): its level,
 * and within the level who can assume the role; where it is known what the policies of the role allow, that counts as well.
 *
 * See https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
import type { Finding } from './finding';
import { Level } from './level';
import { PowerLevel } from './power-level';

/** From the widest circle of callers to the narrowest. */
type Circle = 'internet' | 'any account' | 'organization' | 'named party' | 'not about a caller';

const SEVERITIES: Readonly<Record<Level, Readonly<Record<Circle, number>>>> = {
  error: { 'internet': 9.8, 'any account': 9.3, 'organization': 8.4, 'named party': 7.8, 'not about a caller': 7.2 },
  warning: { 'internet': 6.8, 'any account': 6.4, 'organization': 5.8, 'named party': 5.2, 'not about a caller': 4.6 },
  info: { 'internet': 3.6, 'any account': 3.2, 'organization': 2.8, 'named party': 2.4, 'not about a caller': 2 },
};

/** What the power of the role adds or takes away. A role whose power is not known ranks as if nobody had asked. */
const BY_POWER: Readonly<Record<PowerLevel, number>> = {
  'administrator': 1,
  'can-become-administrator': 0.8,
  'manages-permissions': 0.5,
  'reads-secrets-or-data': 0.3,
  'not-known': 0,
  'writes': 0,
  'reads': -0.8,
  'nothing': -1.6,
};

/** @param power of the role, if its policies were read */
export function severityOf(finding: Pick<Finding, 'level' | 'ruleId' | 'witness'>, power: PowerLevel = 'not-known'): number {
  const severity = SEVERITIES[finding.level][circleOf(finding)] + BY_POWER[power];
  return Math.min(10, Math.round(severity * 10) / 10);
}

function circleOf({ ruleId, witness }: Pick<Finding, 'ruleId' | 'witness'>): Circle {
  if (witness === undefined) return 'not about a caller';
  const { caller: { kind }, context } = witness;
  // Anybody can open an account with an issuer that tenants share, as anybody can get an identity of a public identity pool.
  if (ruleId === 'oidc-tenant') return 'internet';
  if (ruleId === 'public-principal') return kind === 'oidc' || kind === 'saml' ? 'internet' : 'any account';
  const keys = Object.keys(context).map((key) => key.toLowerCase());
  return keys.some((key) => key === 'aws:principalorgid' || key === 'aws:principalorgpaths') ? 'organization' : 'named party';
}
