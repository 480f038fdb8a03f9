/** The software bill of materials that is attached to a release: made of the tarball, with what is bundled in it. */
import * as fs from 'fs';
import * as path from 'path';
import { parse } from 'yaml';
import { PACKAGE_NAME, packedTarball } from '../../tools/packed-package';
import { billOfMaterials } from '../../tools/publish/sbom';

const REPOSITORY = path.resolve(__dirname, '..', '..');
const manifest = JSON.parse(fs.readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8')) as {
  version: string; bundledDependencies: string[];
};
const bill = billOfMaterials(packedTarball());

test('it is about this package', () => {
  const { name, version, purl } = bill.metadata.component;
  expect([bill.bomFormat, name, version, purl]).toEqual([
    'CycloneDX', PACKAGE_NAME, manifest.version, `pkg:npm/${PACKAGE_NAME}@${manifest.version}`,
  ]);
});

test('it names what is bundled, and what that needs, with versions and licenses', () => {
  const names = bill.components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(manifest.bundledDependencies));
  expect(names.filter((name) => !manifest.bundledDependencies.includes(name)).sort()).toEqual(['@dagrejs/graphlib', 'minipass']);
  for (const { purl, version, licenses } of bill.components) {
    expect([purl.endsWith(`@${version}`), licenses.length]).toEqual([true, 1]);
  }
});

test('the package depends on what is bundled directly', () => {
  const own = bill.dependencies.find(({ ref }) => ref === `${PACKAGE_NAME}@${manifest.version}`);
  expect(own?.dependsOn.map((each) => each.replace(/@[^@]+$/, '')).sort()).toEqual([...manifest.bundledDependencies].sort());
});

test('it is refused if it does not name what is in the tarball', () => {
  // A tarball without a package has nothing to name.
  expect(() => billOfMaterials(path.join(REPOSITORY, 'package.json'))).toThrow('tar -xzf');
});

test('the release makes it of the published tarball, attests it, and attaches it', () => {
  const { jobs } = parse(fs.readFileSync(path.join(REPOSITORY, '.github', 'workflows', 'release.yml'), 'utf8')) as {
    jobs: { release_sbom: { needs: string[]; permissions: object; steps: { uses?: string; run?: string; with?: object }[] } };
  };
  const { needs, permissions, steps } = jobs.release_sbom;
  expect(needs).toContain('release_github');
  expect(permissions).toEqual({ 'contents': 'write', 'id-token': 'write', 'attestations': 'write' });
  const attested = steps.find(({ uses }) => uses?.startsWith('actions/attest@'));
  expect(attested).toMatchObject({
    uses: expect.stringMatching(/@[0-9a-f]{40}$/),
    with: { 'subject-path': 'published/*.tgz', 'sbom-path': 'published/cdk-secure-trust.cdx.json' },
  });
  const commands = steps.flatMap(({ run }) => run ?? []).join('\n');
  expect(commands).toMatch(/npm pack "cdk-secure-trust@.*--pack-destination published/);
  expect(commands).toContain('node tools/publish/sbom.js published/*.tgz published/cdk-secure-trust.cdx.json');
  expect(commands).toContain('gh release upload');
});
