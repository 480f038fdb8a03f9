import type { TablePolicy } from './tables';

export interface CdkModules {
  readonly iam: object;
  readonly cloudformationInclude: object;
}

/**
 * @param cdk the modules of the CDK that the stack belongs to
 * @param stack of any CDK: the comparison and the tests have one each
 */
export function addRole(cdk: CdkModules, stack: object, policy: TablePolicy, rawFile: string): void;
