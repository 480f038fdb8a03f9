/**
 * A report in SARIF 2.1.0, as code scanning services read it.
 *
 * See https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * and https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
import { createHash } from 'crypto';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { linesOfFinding } from './finding-layout';
import { fixInWords } from './fix-in-words';
import { jsonPieces } from './json-pieces';
import { FindingReport, RoleReport, SourceReport, TrustReport } from './report';
import { STALE_ACCEPTANCE_RULE, staleBaselineInWords, staleInWords } from './stale-acceptance';
import { DEFAULT_LEVELS, RULES } from '../../rules/catalogue';
import { RULE_IDS } from '../../rules/rule-ids';
import { undecided } from '../../rules/undecided';
import { Fix } from '../fix';
import { Level } from '../level';
import { nameOfRole } from '../role-source';
import { pageOf } from '../wording';

/** What is known about the files of a report. */
export interface SarifPlaces {
  /** The line on which a role begins in its file, counted from 1. */
  lineOf(source: SourceReport): number;
  /** The lines that a fix of the role with this index changes; undefined where they are not literal in the file. */
  replacementOf?(roleIndex: number, fix: Fix): LineReplacement | undefined;
}

/** Whole lines, from the beginning of the first to the beginning of `endLine`; counted from 1. */
export interface LineReplacement {
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

const LEVELS: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'note' };

export function renderReportAsSarif(report: TrustReport, places: SarifPlaces): string {
  return [...reportAsSarifPieces(report, report.roles, places)].join('');
}

/**
 * The same, piece by piece.
 *
 * @param roles those of the report, with their fixes
 */
export function reportAsSarifPieces(report: TrustReport, roles: Iterable<RoleReport>, places: SarifPlaces): Generator<string> {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: driver(report.tool.version) },
      invocations: [invocation(report)],
      results: [],
      columnKind: 'utf16CodeUnits',
      properties: report.selection && { selection: report.selection },
    }],
  };
  return jsonPieces(log, 'results', resultsOfAll(roles, places));
}

function* resultsOfAll(roles: Iterable<RoleReport>, places: SarifPlaces): Generator<unknown> {
  let index = 0;
  for (const role of roles) {
    yield* resultsOf(role, index, places);
    index += 1;
  }
}

function driver(version: string): unknown {
  return {
    name: 'cdk-secure-trust',
    version,
    informationUri: 'https://github.com/cdk-secure-trust/cdk-secure-trust',
    rules: [...RULES, undecided].map(({ id, title }) => {
      const page = pageOf(id);
      const what = 'What it checks, why, and how to fix it';
      return {
        id,
        name: id.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join(''),
        shortDescription: { text: title },
        fullDescription: { text: `${title}.` },
        help: { text: `${title}. ${what}: ${page}`, markdown: `${title}. [${what}](${page})` },
        helpUri: page,
        defaultConfiguration: { level: LEVELS[DEFAULT_LEVELS[id]] },
        properties: {
          'tags': ['security', 'iam', 'trust-policy'],
          'precision': 'very-high',
          'security-severity': SEVERITIES[DEFAULT_LEVELS[id]],
        },
      };
    }),
  };
}

/** GitHub ranks alerts by this number: 7.0 to 8.9 is high, 4.0 to 6.9 is medium, less is low. */
const SEVERITIES: Readonly<Record<Level, string>> = { error: '8.0', warning: '5.0', info: '2.0' };

/** A place that could not be read or checked is not a result: it is reported as a notification. */
function invocation({ roles, unseen = [], staleAcceptances = [], baseline }: TrustReport): unknown {
  const failed = roles.filter(({ internalError }) => internalError !== undefined);
  const notification = (level: string, text: string, source: SourceReport) =>
    ({ level, message: { text }, locations: [locationOf(source)] });
  return {
    executionSuccessful: failed.length === 0,
    toolExecutionNotifications: [
      ...failed.map(({ source, internalError }) => notification('error', `${nameOfRole(source)}: ${internalError}`, source)),
      ...unseen.map(({ source, what, because }) => notification('note', `not checked: ${what}, because ${because}`, source)),
      ...staleAcceptances.map(staleInWords).map(warningAboutStale),
      ...baseline && baseline.stale > 0 ? [warningAboutStale(staleBaselineInWords(baseline))] : [],
    ],
  };
}

function warningAboutStale(what: string): unknown {
  return { level: 'warning', message: { text: `${STALE_ACCEPTANCE_RULE}: ${what}` } };
}

function resultsOf({ source, findings }: RoleReport, roleIndex: number, places: SarifPlaces): unknown[] {
  const fingerprints = fingerprintsOf(source, findings);
  return findings.map((finding, index) => ({
    ruleId: finding.ruleId,
    ruleIndex: RULE_IDS.indexOf(finding.ruleId),
    level: LEVELS[finding.level],
    properties: propertiesOf(finding),
    message: { text: messageOf(source, finding) },
    locations: [locationOf(source, places.lineOf(source))],
    fixes: fixesOf(source, finding, (fix) => places.replacementOf?.(roleIndex, fix)),
    partialFingerprints: { 'cdkSecureTrust/v1': fingerprints[index], 'primaryLocationLineHash': fingerprints[index] },
    // The acknowledgement is in the code, and the baseline beside it.
    suppressions: finding.acknowledged
      && [{ kind: finding.status === 'baseline' ? 'external' : 'inSource', justification: finding.acknowledged.reason }],
  }));
}

/** The edits of fixes as they are, beside the lines that they change. */
function propertiesOf({ also, severity, status, fixes = [] }: FindingReport): unknown {
  return { 'security-severity': severity.toFixed(1), status, ...also && { also }, ...fixes.length > 0 && { fixes } };
}

/** As the standard has it, a fix replaces regions of files. Undefined where no fix does. */
function fixesOf(
  { file = '-' }: SourceReport, { fixes = [] }: FindingReport, replacementOf: (fix: Fix) => LineReplacement | undefined,
): unknown[] | undefined {
  const inFile = fixes.flatMap((fix) => {
    const replacement = replacementOf(fix);
    if (!replacement) return [];
    const { startLine, endLine, text } = replacement;
    return [{
      description: { text: fixInWords(fix) },
      artifactChanges: [{
        artifactLocation: artifactLocation(file),
        replacements: [{
          deletedRegion: { startLine, startColumn: 1, endLine, endColumn: 1 },
          insertedContent: { text },
        }],
      }],
    }];
  });
  return inFile.length === 0 ? undefined : inFile;
}

/** A code scanning service shows the rule's id beside the message, in a proportional font. */
function messageOf(source: SourceReport, finding: FindingReport): string {
  const lines = linesOfFinding(finding).map(({ label, text }) => `${label[0].toUpperCase()}${label.slice(1)}: ${text}`);
  return [`${nameOfRole(source)}: ${finding.message}`, ...lines].join('\n');
}

function locationOf(source: SourceReport, line: number = 1): unknown {
  return {
    physicalLocation: { artifactLocation: artifactLocation(source.file ?? '-'), region: { startLine: line } },
    logicalLocations: [{ fullyQualifiedName: source.constructPath ?? source.logicalId ?? nameOfRole(source), kind: 'resource' }],
  };
}

/** Relative to the working directory, which in a pipeline is the root of the repository. */
function artifactLocation(file: string): unknown {
  if (file === '-') return { uri: 'standard-input' };
  const relative = path.relative(process.cwd(), file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return { uri: pathToFileURL(path.resolve(file)).href };
  return { uri: relative.split(path.sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/**
 * Stays the same from run to run as long as the finding is about the same role: it does not depend on the folder, the line or the wording
 * of the message. Several findings of one rule about one role are distinguished by their order.
 */
function fingerprintsOf(source: SourceReport, findings: readonly FindingReport[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ ruleId }) => {
    const count = (seen.get(ruleId) ?? 0) + 1;
    seen.set(ruleId, count);
    const { file = '-', constructPath, logicalId, inside, roleName } = source;
    const identity = [path.basename(file), constructPath ?? '', logicalId ?? '', inside ?? '', roleName ?? '', ruleId, count];
    return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
  });
}
