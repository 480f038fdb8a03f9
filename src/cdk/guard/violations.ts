/** The findings of the guard as violations. The report of the CDK adds the construct, the source line and the fix. */
import { PolicyViolation } from 'aws-cdk-lib';
import { Acknowledgement } from './acknowledgement';
import { Judged, JudgedRole, openErrors } from './judged-role';
import { languageOfApp } from './language-of-app';
import { JudgedFinding } from '../../assessment/assess';
import { Finding } from '../../findings/finding';
import { FindingLabel, inColumns, LABEL_WIDTH, linesOfFinding } from '../../findings/renderers/finding-layout';
import { inOneLine } from '../../findings/renderers/printable';
import { nameOfRole } from '../../findings/role-source';
import { codeOfAcknowledgement } from '../../remedies/code/declarations-code';
import { HiddenPlace, PlaceInTree } from '../construct-tree/find-roles';

/** Rules of the guard itself. They cannot be acknowledged, because their severity is `fatal`. */
const ROLL_UP_RULE = 'unsafe-trust-policies';
export type FailureRule = 'internal-error' | 'report-file' | 'baseline-file';

/**
 * The CDK CLI omits violations whose construct path is outside the selected stacks. It always keeps a resource without a path; a violation
 * without any resource would not be printed.
 */
const NOWHERE = [{ locations: [] as string[] }];

/** How many findings the roll-up names one by one. */
const NAMED_IN_ROLL_UP = 20;

export function violationsOf(roles: readonly JudgedRole[], hidden: readonly Judged<HiddenPlace>[]): PolicyViolation[] {
  return [
    ...[...roles, ...hidden].flatMap(({ place, findings }) =>
      findings.filter(isReported).map(({ finding }) => findingViolation(place, finding))),
    ...roles.filter(({ internalError }) => internalError !== undefined).map(({ place, internalError }) => failureViolation(
      'internal-error', `the guard failed on the trust policy of ${nameOfRole(place)}, so it was not checked: ${internalError}`,
    )),
    ...rollUp(roles),
  ];
}

/**
 * The report of the CDK knows no waivers, no settings file and no baseline, so what these accept is left out; an acknowledged finding is
 * handled by the CDK itself.
 */
function isReported({ acknowledgement }: JudgedFinding<Acknowledgement>): boolean {
  return acknowledgement === undefined || acknowledgement.by === 'cdk';
}

function findingViolation(place: PlaceInTree, finding: Finding): PolicyViolation {
  return {
    ruleName: finding.ruleId,
    severity: finding.level,
    description: describeFinding(place, finding),
    fix: fixOfFinding(finding),
    ruleMetadata: { docs: finding.docs },
    violatingResources: [{
      constructPath: place.constructPath,
      resourceLogicalId: place.logicalId,
      templatePath: place.file,
      locations: place.location === '' ? [] : [place.location],
    }],
  };
}

/** The first fix that is proved, the titles of the others, and the page; otherwise what the rule advises, and why nothing is proved. */
function fixOfFinding(finding: Finding): string {
  const lines = linesOfFinding(finding).filter(({ label }) => PRINTED_BY_CDK.includes(label));
  return lines.map(({ label, text }) => (label === 'fix' || label === 'advice' ? text : `${label} ${text}`)).join('\n');
}

/** The CDK prints these in a separate field, after the description. */
const PRINTED_BY_CDK: readonly FindingLabel[] = ['fix', 'or', 'more', 'advice', 'no fix', 'see'];

/** Indented like the lines of the CDK's own report, which names the resource itself. */
function describeFinding(place: PlaceInTree, finding: Finding): string {
  const lines = linesOfFinding(finding, place.inside === undefined ? undefined : `role "${place.inside}" of its template`);
  return [
    `${finding.ruleId}: ${inOneLine(finding.message)}`,
    ...lines.filter(({ label }) => !PRINTED_BY_CDK.includes(label)).map((line) => inColumns(line, { indent: 3, labelWidth: LABEL_WIDTH })),
  ].join('\n');
}

const FIXES: Readonly<Partial<Record<FailureRule, string>>> = {
  'internal-error': 'this is a bug in cdk-secure-trust: please report it, with the trust policy',
};

/** An error of the guard itself: it cannot be acknowledged, and the selection of stacks does not hide it. */
export function failureViolation(rule: FailureRule, description: string, fix: string | undefined = FIXES[rule]): PolicyViolation {
  return {
    ruleName: rule,
    severity: 'fatal',
    description: `${rule}: ${description}`,
    fix,
    violatingResources: NOWHERE,
  };
}

/** Fails the build even if the CDK CLI was asked for other stacks only, or for none of this Stage. */
function rollUp(roles: readonly JudgedRole[]): PolicyViolation[] {
  const unsafe = roles.filter((each) => openErrors(each).length > 0);
  if (unsafe.length === 0) return [];
  const lines = unsafe.flatMap((role) =>
    openErrors(role).map(({ ruleId, message }) => `   ${nameOfRole(role.place)} [${ruleId}] ${message}`));
  const shown = lines.slice(0, NAMED_IN_ROLL_UP);
  const more = lines.length - shown.length;
  if (more > 0) shown.push(`   and ${more} more: see validation-report.json in the cloud assembly`);
  const what = unsafe.length === 1 ? 'role has an unsafe trust policy' : 'roles have unsafe trust policies';
  return [{
    ruleName: ROLL_UP_RULE,
    severity: 'fatal',
    description: [`${ROLL_UP_RULE}: ${unsafe.length} ${what}`, ...shown].join('\n'),
    fix: "fix each role as its finding says (cdk synth '**' shows those in Stages too),\n"
      + `or accept a finding: ${codeOfAcknowledgement('<rule>', languageOfApp(process.env)).code}`,
    violatingResources: NOWHERE,
  }];
}
