/**
 * Before the first test of the matrix: the package as its users get it, in one consumer project for each supported CDK (`.packed/`).
 * Jest leaves this out when a run selects no test of the matrix.
 */
import { preparePackedPackage } from '../../tools/packed-package';

export default async function installPackedPackage(): Promise<void> {
  await preparePackedPackage();
}
