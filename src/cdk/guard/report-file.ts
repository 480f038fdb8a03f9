/** The JSON report of the guard. */
import * as fs from 'fs';
import * as path from 'path';
import { Judged, JudgedRole } from './judged-role';
import { NOTHING_KNOWN, summarize, TrustSummary } from '../../assessment/summarize';
import { readTrustPolicy } from '../../cloudformation/read-trust-policy';
import { textOfError } from '../../findings/crash';
import { renderReportAsJson } from '../../findings/renderers/render-json';
import {
  BaselineReport, buildReport, reportFinding, reportSource, RoleReport, SourceReport, StaleAcceptanceReport, UnseenReport,
} from '../../findings/renderers/report';
import { HiddenPlace, PlaceInTree, RoleInTree } from '../construct-tree/find-roles';

export interface ReportedPlaces {
  readonly roles: readonly RoleReport[];
  readonly unseen: readonly UnseenReport[];
}

/** All places of the app, and what the settings file and the baseline accept in vain. */
export interface ReportedApp extends ReportedPlaces {
  readonly stale: readonly StaleAcceptanceReport[];
  /** Known when all stacks were checked. */
  readonly baseline?: BaselineReport;
}

/** Undefined fields are not in the file: JSON omits them. */
export function reportRole({ place, findings, internalError }: JudgedRole): RoleReport {
  return {
    source: reportedSource(place),
    account: place.account ?? null,
    summary: summaryOfRole(place, internalError),
    findings: findings.map(({ finding, acknowledgement }) => reportFinding(finding, acknowledgement)),
    internalError,
  };
}

/** Only the report needs it. */
function summaryOfRole({ document, context, problem }: RoleInTree, internalError: string | undefined): TrustSummary {
  return problem === undefined && internalError === undefined ? summarize(readTrustPolicy(document, context), context) : NOTHING_KNOWN;
}

export function reportUnseen({ place }: Judged<HiddenPlace>): UnseenReport {
  const { what, because } = place.hidden;
  return { source: reportedSource(place), what, because };
}

function reportedSource(place: PlaceInTree): SourceReport {
  return { ...reportSource(place), file: place.file && path.relative(process.cwd(), place.file) };
}

/** Throws if the file cannot be written. */
export function writeReport(file: string, assemblyFolder: string, app: ReportedApp, toolVersion: string): void {
  const { roles, unseen, stale, baseline } = app;
  const target = path.resolve(file);
  // The CDK fails if a plugin changes a file of the assembly, but only from the second run on, when the file exists.
  if (isInsideFolder(target, path.resolve(assemblyFolder))) {
    throw new Error(
      `reportFile ${JSON.stringify(file)} is inside the cloud assembly ${assemblyFolder}, which a plugin must not change: `
      + 'specify a file outside the cloud assembly',
    );
  }
  try {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, renderReportAsJson(buildReport(roles, toolVersion, { unseen, stale, baseline })));
  } catch (error) {
    throw new Error(`reportFile ${JSON.stringify(file)} cannot be written: ${textOfError(error)}`);
  }
}

function isInsideFolder(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
