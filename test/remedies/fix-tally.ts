/** Tries every fix that is offered for a list of trust policies, and counts what came of it. */
import { brokenPromises, judgedWithFixes } from './offered-fixes';
import { AuditSettings, AuditSubject } from '../../src/assessment/assess';
import { Finding } from '../../src/findings/finding';

/** A trust policy, and what its reader declared. */
export interface PolicyToFix {
  readonly name: string;
  readonly subject: AuditSubject;
  readonly settings?: AuditSettings;
}

export interface Tally {
  policies: number;
  findings: number;
  errors: number;
  errorsWithFix: number;
  fixes: number;
  readonly broken: string[];
}

export function tryFixes(policies: Iterable<PolicyToFix>): Tally {
  const tally: Tally = { policies: 0, findings: 0, errors: 0, errorsWithFix: 0, fixes: 0, broken: [] };
  for (const { name, subject, settings } of policies) {
    const judged = judgedWithFixes(subject, settings);
    tally.policies += 1;
    for (const finding of judged.findings) {
      count(finding, tally);
      const { ruleId, fixes = [], noFix } = finding;
      if (fixes.length === 0 && noFix === undefined) tally.broken.push(`${name} ${ruleId}: neither a fix nor a reason why not`);
      for (const fix of fixes) {
        tally.broken.push(...brokenPromises(judged, finding, fix).map((promise) => `${name} ${ruleId} ${fix.id}: ${promise}`));
      }
    }
  }
  return tally;
}

function count({ level, fixes = [] }: Finding, tally: Tally): void {
  tally.findings += 1;
  tally.fixes += fixes.length;
  if (level !== 'error') return;
  tally.errors += 1;
  if (fixes.length > 0) tally.errorsWithFix += 1;
}

/** A row of the table in `docs/evidence.md`. */
export function rowOf(about: string, { policies, findings, fixes, errors, errorsWithFix, broken }: Tally): string {
  const number = (value: number) => value.toLocaleString('en-US');
  const share = errors === 0 ? 'none' : `${(errorsWithFix / errors * 100).toFixed(1)} %`;
  return `| ${[about, number(policies), number(findings), number(fixes), number(errors), share, number(broken.length)].join(' | ')} |`;
}
