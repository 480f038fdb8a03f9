/**
 * The fixes for the findings about many roles. Working out a fix takes far longer than checking a role, so roles of a template with the
 * same trust policy share them, and only a limited number of trust policies get any: the command `fix` prints the others.
 */
import { RoleRemedies } from './remedies-for';
import { AuditSettings, AuditSubject, JudgedFinding } from '../assessment/assess';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { Fix, Remedies } from '../findings/fix';

export class RemediesOfRoles {
  private readonly known = new WeakMap<DeployTimeContext, Map<string, RoleRemedies>>();
  private policies = 0;

  /** @param mostPolicies how many different trust policies get fixes */
  constructor(private readonly settings: AuditSettings, private readonly mostPolicies: number) { }

  public for(judged: JudgedFinding, subject: AuditSubject): Remedies {
    return this.remediesOf(subject)?.for(judged) ?? this.notForMore;
  }

  /** A fix that nobody proved yet, with its proof; undefined if there is none. */
  public proved(fix: Omit<Fix, 'proof'>, judged: JudgedFinding, subject: AuditSubject): Fix | undefined {
    return this.remediesOf(subject)?.proved(fix, judged);
  }

  private remediesOf(subject: AuditSubject): RoleRemedies | undefined {
    const ofTemplate = this.known.get(subject.context) ?? new Map<string, RoleRemedies>();
    this.known.set(subject.context, ofTemplate);
    const key = JSON.stringify([subject.document, subject.role]);
    const known = ofTemplate.get(key);
    if (known || this.policies === this.mostPolicies) return known;
    this.policies += 1;
    const remedies = new RoleRemedies(subject, this.settings);
    ofTemplate.set(key, remedies);
    return remedies;
  }

  /** Instead of the fixes for further roles. */
  public get notForMore(): Remedies {
    const noFix = `fixes are worked out for the first ${this.mostPolicies} trust policies only: cdk-secure-trust fix works out the others`;
    return { fixes: [], noFix };
  }
}
