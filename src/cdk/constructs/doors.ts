/**
 * What the constructs load on demand. An app pays only for what it uses: an app with only the guard creates no role of ours, few apps grant
 * the role to one of their own callers or print instructions, and only tests use `TrustPolicy`.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

export const admission = () => require('./admission') as typeof import('./admission');

export const callerPermissions = () => require('./caller-permissions') as typeof import('./caller-permissions');

export const chosenCaller = () => require('./chosen-caller') as typeof import('./chosen-caller');

export const instructions = () => require('./assume-role-instructions') as typeof import('./assume-role-instructions');

export const listedAudience = () => require('./listed-audience') as typeof import('./listed-audience');

export const oidcTrust = () => require('./oidc-trust') as typeof import('./oidc-trust');

export const policyUnderTest = () => require('./policy-under-test') as typeof import('./policy-under-test');

export const secureRole = () => require('./secure-role') as typeof import('./secure-role');

export const selfCheck = () => require('./self-check') as typeof import('./self-check');

export const subjectValues = () => require('./oidc-subject-values') as typeof import('./oidc-subject-values');

export const trustStatements = () => require('./trust-statements') as typeof import('./trust-statements');

export const trustTerms = () => require('./trust-terms') as typeof import('./trust-terms');

export const workflowText = () => require('./workflow-snippet') as typeof import('./workflow-snippet');
