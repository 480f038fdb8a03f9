/**
 * What the constructs load when it is needed. An app pays for what it uses: an app with the guard alone creates no role of ours, few apps
 * grant the role to a caller of their own or print instructions, and only tests ask `TrustPolicy`.
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
