/** What the guard needs for a role that is not plain, and for its findings: the engine, and the wording. Loaded through `doors.ts`. */
export { FixesOfApp } from './fixes-of-app';
export { failureViolation, violationsOf } from './violations';
export { auditRole, judgedFindings } from '../../assessment/assess';
export { auditSharedExternalIds } from '../../assessment/shared-external-ids';
export { pageOf } from '../../findings/wording';
export { withoutFix } from '../../remedies/remedies-for';
