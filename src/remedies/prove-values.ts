/** Proves a fix again, with the values that the reader gave in place of its placeholders. */
import { applyEdits } from './json-edit';
import { fillPlaceholders } from './placeholders';
import { proofOf, withDeclarations } from './prove';
import { Situation } from './situation';
import { findNewlyAllowedTogether } from '../analysis/find-newly-allowed';
import { auditReading, judgedFindings, RoleAudit } from '../assessment/assess';
import { readTrustPolicies } from '../cloudformation/read-trust-policy';
import { Finding } from '../findings/finding';
import { Declarations, Fix } from '../findings/fix';
import { witnessOf } from '../findings/witness';
import { describeWitness } from '../findings/wording';

export type ProofWithValues = { readonly fix: Fix } | { readonly found: string };

/** The fix without placeholders, or the finding that prevents the proof. */
export function proveWithValues(fix: Fix, situation: Situation, values: ReadonlyMap<string, string>): ProofWithValues {
  const edits = fillPlaceholders(fix.edits, values) as Fix['edits'];
  const config = fix.config && fillPlaceholders(fix.config, values) as Declarations;
  const { before } = situation;
  const document = applyEdits(before.document, edits);
  const settings = config ? withDeclarations(before.settings, config, { all: [] }) : before.settings;
  const proof = proofOf({ mayAdmit: !fix.proof.admitsNobodyNew }, situation, document, settings, edits.length > 0);
  // The example is the best possible value: any further finding is about the given value.
  const added = proof?.remaining.filter((id) => !fix.proof.remaining.includes(id)) ?? [];
  if (proof && added.length === 0) return { fix: { ...fix, edits, ...config && { config }, placeholders: [], proof } };

  const { context } = before.subject;
  const [old, changed] = readTrustPolicies([{ value: before.document, context }, { value: document, context }]);
  const audit = auditReading(changed, { ...before.subject, document }, settings);
  const findings = judgedFindings(audit, settings, () => undefined).map((judged) => judged.finding);
  const finding = findings.find(({ ruleId, also = [] }) => [ruleId, ...also].some((id) => added.includes(id)))
    ?? newOrUnclosed(fix, before.audit, findings);
  if (finding) return { found: `${finding.ruleId}: ${finding.message}` };
  if (proof) return { found: added.join(', ') };
  const admitted = findNewlyAllowedTogether(old, changed, before.rules.owner);
  if (admitted.kind === 'open') {
    return { found: `a request would be allowed that is not allowed now: ${describeWitness(witnessOf(admitted.request, changed))}` };
  }
  const isClosed = admitted.kind === 'closed';
  return { found: isClosed ? 'a principal could no longer assume the role' : 'it is not certain that nobody new could assume the role' };
}

/** What the fix should close, or else findings that the document did not have before; errors first. */
function newOrUnclosed({ proof }: Fix, before: RoleAudit, findings: readonly Finding[]): Finding | undefined {
  const isNew = ({ ruleId }: Finding) => !before.problems.some(({ rule }) => rule.id === ruleId);
  const closes = ({ ruleId, also = [] }: Finding) => [ruleId, ...also].some((id) => proof.closes.includes(id));
  const serious = findings.filter(({ level }) => level !== 'info');
  return serious.find((each) => each.level === 'error' && isNew(each) && each.ruleId !== 'undecided') ?? serious.find(closes);
}
