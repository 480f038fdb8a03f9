/** What the constructs load when one of them is created: services of the CDK, and the code of the function. */
/* eslint-disable @typescript-eslint/no-require-imports */

export const deployHook = () => require('./deploy-hook') as typeof import('./deploy-hook');

export const deployRule = () => require('./deploy-rule') as typeof import('./deploy-rule');

export const deployBoundary = () => require('./deploy-boundary') as typeof import('./deploy-boundary');
