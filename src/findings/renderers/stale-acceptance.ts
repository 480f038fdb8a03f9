/** The words for an acceptance, or a part of the baseline, that covers no finding. */
import { BaselineReport } from './report';

export const STALE_ACCEPTANCE_RULE = 'stale-acceptance';

/** `mfa-required is accepted for Workload/Audit, but no role …: remove it from the settings file`. */
export function staleInWords({ rule, role, because }: { readonly rule: string; readonly role: string; readonly because: string }): string {
  return `${rule} is accepted for ${role}, but ${because}: remove the acceptance from the settings file`;
}

/** `trust-baseline.json accepts findings of 3 roles, but they are no longer found: …`. */
export function staleBaselineInWords({ file, stale }: BaselineReport): string {
  const roles = stale === 1 ? '1 role' : `${stale} roles`;
  const command = `check PATH --baseline ${file} --update-baseline`;
  return `${file} accepts findings of ${roles}, but they are no longer found: remove them with ${command}, and with the same --config`;
}
