/** Adds the fixes to findings: what reports, the guard and the command show. */
import { RoleRemedies } from './remedies-for';
import { Acceptance, AuditSettings, AuditSubject, JudgedFinding } from '../assessment/assess';
import { Finding } from '../findings/finding';

/** The same findings, each with its fixes, or with the reason why there is none. Accepted findings need none. */
export function withFixes<Accepted extends Acceptance>(
  judged: readonly JudgedFinding<Accepted>[], subject: AuditSubject, settings: AuditSettings,
): readonly JudgedFinding<Accepted>[] {
  if (judged.every(({ acknowledgement }) => acknowledgement)) return judged;
  const remedies = new RoleRemedies(subject, settings);
  return judged.map((each) => (each.acknowledgement ? each : { ...each, finding: findingWithFixes(each, remedies) }));
}

function findingWithFixes(judged: JudgedFinding, remedies: RoleRemedies): Finding {
  const { fixes, noFix } = remedies.for(judged);
  return { ...judged.finding, fixes, ...noFix !== undefined && { noFix } };
}
