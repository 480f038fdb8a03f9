/** The baseline of an app: which findings of its roles it accepts, and which of it no longer exist. Loaded through `doors.ts`. */
import * as fs from 'fs';
import { Stack } from 'aws-cdk-lib';
import { readJsonFile } from './read-json-file';
import { Acceptance, AcceptanceOf, AuditSettings, RoleAudit } from '../../assessment/assess';
import { Baseline, BaselineAcceptance, FoundInRole, identityInBaseline, JudgedWithBaseline } from '../../baseline/baseline';
import { BaselineProblem, readBaseline } from '../../baseline/baseline-file';
import { textOfIdentity } from '../../baseline/role-identity';
import { countStale } from '../../baseline/updated-baseline';
import { RoleToCompare } from '../../diff/role-to-compare';
import { Finding } from '../../findings/finding';
import { BaselineReport } from '../../findings/renderers/report';
import { RoleInTree } from '../construct-tree/find-roles';

/** @throws if the file does not exist or is not a baseline: the message names it */
export function readBaselineFile(file: string): Baseline {
  if (!fs.existsSync(file)) throw new Error(`TrustPolicyGuard: ${file} does not exist`);
  return new Baseline(file, readJsonFile('TrustPolicyGuard', file, readBaseline, (error) => error instanceof BaselineProblem), 'guard');
}

/** What was found in the roles of one app. The CDK can validate one stack after the other. */
export class BaselineOfApp {
  /** By the path of the stack. */
  private readonly found = new Map<string, Map<string, FoundInRole>>();

  constructor(private readonly baseline: Baseline) { }

  /** A second synthesis of the same app begins again. */
  public startAgain({ node }: Stack): void {
    this.found.set(node.path, new Map());
  }

  public judge<Accepted extends Acceptance>(
    role: RoleInTree, audit: RoleAudit, settings: AuditSettings, acceptanceOf: AcceptanceOf<Accepted>,
  ): JudgedWithBaseline<Accepted>['findings'] {
    const { findings, found } = this.baseline.judge(comparable(role), audit, settings, acceptanceOf);
    this.note(role, found);
    return findings;
  }

  public acceptShared(role: RoleInTree, finding: Finding): BaselineAcceptance | undefined {
    const known = (identity: FoundInRole['identity']) => this.found.get(role.stackPath)?.get(textOfIdentity(identity));
    const { found, acceptance } = this.baseline.acceptShared(comparable(role), finding, known);
    this.note(role, found);
    return acceptance;
  }

  /** To be called when all stacks were judged. */
  public report(): BaselineReport {
    return { file: this.baseline.file, stale: countStale(this.baseline, [...this.found.values()].flatMap((roles) => [...roles.values()])) };
  }

  private note({ stackPath }: RoleInTree, found: FoundInRole): void {
    const ofStack = this.found.get(stackPath) ?? new Map<string, FoundInRole>();
    this.found.set(stackPath, ofStack.set(textOfIdentity(identityInBaseline(found)), found));
  }
}

function comparable(place: RoleInTree): RoleToCompare {
  const { stackPath, logicalId, inside, roleName, account, document, context, role } = place;
  // A resource that no construct is known for has the path of its stack.
  const constructPath = place.constructPath === stackPath ? undefined : place.constructPath;
  return { source: { constructPath, stackPath, logicalId, inside, roleName, account }, document, context, role };
}
