/** The guard's findings in the form in which the CDK reports them. The CDK's report itself adds construct, source line and fix. */
import { PolicyViolation } from 'aws-cdk-lib';
import { Acknowledgement } from './acknowledgement';
import { Judged, JudgedRole, openErrors } from './judged-role';
import { JudgedFinding } from '../../assessment/assess';
import { Finding } from '../../findings/finding';
import { describeStatement, describeWitness } from '../../findings/wording';
import { HiddenPlace, PlaceInTree } from '../construct-tree/find-roles';

/** Rules of the guard itself. The CDK lets nobody acknowledge them, for their severity is `fatal`. */
const ROLL_UP_RULE = 'unsafe-trust-policies';
export type FailureRule = 'internal-error' | 'report-file';

/**
 * The command line drops what lies outside of the stacks it was asked for, by construct path. A resource without a path it
 * always keeps; without any resource it would print nothing.
 */
const NOWHERE = [{ locations: [] as string[] }];

/** How many findings the roll-up names one by one. */
const NAMED_IN_ROLL_UP = 20;

export function violationsOf(roles: readonly JudgedRole[], hidden: readonly Judged<HiddenPlace>[]): PolicyViolation[] {
  return [
    ...[...roles, ...hidden].flatMap(({ place, findings }) => findings.filter(isReported).map(({ finding }) => findingViolation(place, finding))),
    ...roles.filter(({ internalError }) => internalError !== undefined).map(({ place, internalError }) => failureViolation(
      'internal-error', `the guard failed on the trust policy of ${describePlace(place)}, so nothing is known about it: ${internalError}`,
    )),
    ...rollUp(roles),
  ];
}

/** A waived demand stays out of the CDK's report, which knows no waivers; an acknowledged one the CDK moves aside by itself. */
function isReported({ acknowledgement }: JudgedFinding<Acknowledgement>): boolean {
  return acknowledgement?.by !== 'waiver';
}

function findingViolation(place: PlaceInTree, finding: Finding): PolicyViolation {
  return {
    ruleName: finding.ruleId,
    severity: finding.level,
    description: describeFinding(place, finding),
    fix: `${finding.fix}\nsee ${finding.docs}`,
    ruleMetadata: { docs: finding.docs },
    violatingResources: [{
      constructPath: place.constructPath,
      resourceLogicalId: place.logicalId,
      templatePath: place.templatePath,
      locations: place.location === '' ? [] : [place.location],
    }],
  };
}

/** Lines after the first are indented as the CDK's report indents its own. */
function describeFinding(place: PlaceInTree, finding: Finding): string {
  const where = [
    ...(place.inside === undefined ? [] : [`role "${place.inside}" of its template`]),
    ...(finding.statement === undefined ? [] : [describeStatement(finding.statement)]),
  ];
  const lines = [
    ...(where.length === 0 ? [] : [`where    ${where.join(', ')}`]),
    `because  ${finding.because}`,
    ...(finding.witness === undefined ? [] : [`witness  ${describeWitness(finding.witness)}`]),
    ...(finding.also === undefined ? [] : [`also     ${finding.also.join(', ')}`]),
  ];
  return [`${finding.ruleId}: ${finding.message}`, ...lines.map((line) => `   ${line.replace(/\n/g, '\n            ')}`)].join('\n');
}

/** The path by which people know a role: not that of the resource inside the construct they wrote. */
export function describePlace({ constructPath, logicalId, stackPath, inside }: PlaceInTree): string {
  if (constructPath === stackPath) return `${stackPath} (${inside ?? logicalId ?? 'template'})`;
  const owner = constructPath.replace(/\/(Resource|Default)$/, '');
  return `${owner === stackPath ? constructPath : owner}${inside === undefined ? '' : ` (${inside})`}`;
}

/** Something that went wrong in the guard itself: nobody can acknowledge it, and no selection of stacks hides it. */
export function failureViolation(rule: FailureRule, description: string): PolicyViolation {
  return {
    ruleName: rule,
    severity: 'fatal',
    description: `${rule}: ${description}`,
    fix: rule === 'internal-error' ? 'this is a defect of cdk-secure-trust: please report it with the trust policy' : undefined,
    violatingResources: NOWHERE,
  };
}

/** What makes the build fail although the command line was asked for other stacks, or for none of this Stage. */
function rollUp(roles: readonly JudgedRole[]): PolicyViolation[] {
  const unsafe = roles.filter((each) => openErrors(each).length > 0);
  if (unsafe.length === 0) return [];
  const lines = unsafe.flatMap((each) => openErrors(each).map(({ ruleId, message }) => `   ${describePlace(each.place)} [${ruleId}] ${message}`));
  const shown = lines.slice(0, NAMED_IN_ROLL_UP);
  if (shown.length < lines.length) shown.push(`   and ${lines.length - shown.length} more: see validation-report.json in the cloud assembly`);
  return [{
    ruleName: ROLL_UP_RULE,
    severity: 'fatal',
    description: [`${ROLL_UP_RULE}: ${unsafe.length} ${unsafe.length === 1 ? 'role has an unsafe trust policy' : 'roles have unsafe trust policies'}`, ...shown].join('\n'),
    fix: "correct each role as its own finding says (cdk synth '**' shows those inside Stages too),\n"
      + "or accept a finding where it is meant: Validations.of(role).acknowledge({ id: 'SecureTrust::<rule>', reason: '…' })",
    violatingResources: NOWHERE,
  }];
}
