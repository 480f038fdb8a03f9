/** The words for an acceptance, or a part of the baseline, that covers no finding. */
import { BaselineReport } from './report';

export const STALE_ACCEPTANCE_RULE = 'stale-acceptance';

/** `mfa-required is accepted for Workload/Audit, but no role …: remove it from the settings file`. */
export function staleInWords({ rule, role, because }: { readonly rule: string; readonly role: string; readonly because: string }): string {
  return `${rule} is accepted for ${role}, but ${because}: remove the acceptance from the settings file`;
}

/** `3 findings in trust-baseline.json no longer exist: remove them with …`. */
export function staleBaselineInWords({ file, stale }: BaselineReport): string {
  const what = stale === 1
    ? `1 finding in ${file} no longer exists: remove it`
    : `${stale} findings in ${file} no longer exist: remove them`;
  return `${what} with check PATH --baseline ${file} --update-baseline`;
}
