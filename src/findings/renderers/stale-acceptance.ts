/** The words for an acceptance that covers no finding. */

export const STALE_ACCEPTANCE_RULE = 'stale-acceptance';

/** `mfa-required is accepted for Workload/Audit, but no role …: remove it from the settings file`. */
export function staleInWords({ rule, role, because }: { readonly rule: string; readonly role: string; readonly because: string }): string {
  return `${rule} is accepted for ${role}, but ${because}: remove the acceptance from the settings file`;
}
