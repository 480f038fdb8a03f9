/** The types that TypeScript tests need from `packed-package.js`. */

export interface Consumer {
  /** The version of `aws-cdk-lib` that is installed in it. */
  readonly cdkVersion: string;
  /** A project with the packed package, that CDK, the CDK CLI, ts-node and TypeScript in its node_modules. */
  readonly folder: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** One for each supported CDK, the oldest first. */
export const CONSUMERS: readonly Consumer[];
export const PACKAGE_NAME: string;
/** Compiles if necessary, packs, and installs in every consumer, or in the given ones. */
export function preparePackedPackage(consumers?: readonly Consumer[]): Promise<void>;
/** The tarball that `npm publish` would upload. */
export function packedTarball(): string;
