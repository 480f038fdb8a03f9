/**
 * What the constructs load on demand. An app pays only for what it uses: an app with only the guard creates no role of ours, few apps grant
 * the role to one of their own callers or print instructions, and only tests use `TrustPolicy`.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

export const admission = () => require('./admission') as typeof import('./admission');

export const callerPermissions = () => require('./caller-permissions') as typeof import('./caller-permissions');

export const chosenCaller = () => require('./chosen-caller') as typeof import('./chosen-caller');

export const instructions = () => require('./assume-role-instructions') as typeof import('./assume-role-instructions');

export const policyUnderTest = () => require('./policy-under-test') as typeof import('./policy-under-test');

export const selfCheck = () => require('./self-check') as typeof import('./self-check');

export const trustStatements = () => require('./trust-statements') as typeof import('./trust-statements');

export const trustTerms = () => require('./trust-terms') as typeof import('./trust-terms');
