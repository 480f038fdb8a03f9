/** The JSON report of the guard. Its code is loaded only when a report is asked for. */
import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { JudgedRole } from './judged-role';
import type * as renderJson from '../report/render-json';
import type { RoleReport } from '../report/report';

export function reportRole({ role, findings, internalError }: JudgedRole): RoleReport {
  return {
    source: {
      ...(role.templatePath === undefined ? {} : { file: path.relative(process.cwd(), role.templatePath) }),
      ...(role.logicalId === undefined ? {} : { logicalId: role.logicalId }),
      constructPath: role.constructPath,
      ...(role.roleName === undefined ? {} : { roleName: role.roleName }),
    },
    account: role.account ?? null,
    findings: findings.map(({ finding, acknowledgement }) => ({
      ruleId: finding.ruleId,
      level: finding.level,
      message: finding.message,
      because: finding.because,
      ...(finding.statement === undefined ? {} : { statement: finding.statement }),
      ...(finding.witness === undefined ? {} : { witness: finding.witness }),
      fix: finding.fix,
      docs: finding.docs,
      ...(acknowledgement === undefined ? {} : { acknowledged: { reason: acknowledgement.reason } }),
    })),
    ...(internalError === undefined ? {} : { internalError }),
  };
}

/** Throws, with what to do about it, when the file cannot be written. */
export function writeReport(file: string, assemblyFolder: string, roles: readonly RoleReport[], toolVersion: string): void {
  const target = path.resolve(file);
  // The CDK refuses a plugin that changes a file of the assembly, and would say so only in the second run, when the file exists.
  if (isInside(target, path.resolve(assemblyFolder))) {
    throw new Error(`reportFile ${JSON.stringify(file)} lies inside the cloud assembly ${assemblyFolder}, which is closed to plugins: name a file outside of it`);
  }
  const { renderReportAsJson } = createRequire(__filename)('../report/render-json') as typeof renderJson;
  try {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, renderReportAsJson(roles, toolVersion));
  } catch (error) {
    throw new Error(`reportFile ${JSON.stringify(file)} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
