export interface Component {
  readonly 'name': string;
  readonly 'version': string;
  readonly 'purl': string;
  readonly 'bom-ref': string;
  readonly 'licenses': readonly object[];
}

export interface BillOfMaterials {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** Throws if npm cannot make it, or if it does not name what is in the tarball. */
export function billOfMaterials(tarball: string): BillOfMaterials;
