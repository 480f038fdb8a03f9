/** What it takes to judge a role that is not plain, and to report what was found: the engine, and the words. Loaded through `doors.ts`. */
export { reportRole, reportUnseen, writeReport } from './report-file';
export { describePlace, failureViolation, violationsOf } from './violations';
export { auditRole, judgedFindings } from '../../assessment/assess';
export { auditSharedExternalIds } from '../../assessment/shared-external-ids';
export { pageOf } from '../../findings/wording';
