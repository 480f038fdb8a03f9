/**
 * Writes the software bill of materials (CycloneDX) of a tarball: the package, and each dependency that is bundled with it. The list is made
 * by `npm sbom` of what is in the tarball, and is refused unless it names each package there with its version and its license.
 *
 *     node tools/publish/sbom.js cdk-secure-trust-1.0.0.tgz sbom.cdx.json
 */
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** @returns the bill of materials; throws if npm cannot make it, or if it does not name what is in the tarball */
function billOfMaterials(tarball) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'sbom-'));
  try {
    run('tar', ['-xzf', path.resolve(tarball), '-C', scratch]);
    const unpacked = path.join(scratch, 'package');
    const { name, version } = withoutWhatIsNotBundled(path.join(unpacked, 'package.json'));
    const bill = JSON.parse(run('npm', ['sbom', '--sbom-format', 'cyclonedx'], unpacked));
    // npm takes the name of the folder.
    const { component } = bill.metadata;
    const [reference, purl] = [`${name}@${version}`, `pkg:npm/${name}@${version}`];
    bill.dependencies = bill.dependencies.map((each) => (each.ref === component['bom-ref'] ? { ...each, ref: reference } : each));
    bill.metadata.component = { ...component, name, version, purl, 'bom-ref': reference };
    requireComplete(bill, packagesBelow(path.join(unpacked, 'node_modules')));
    return bill;
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** The CDK is a peer, and what tests and builds is not in the tarball: npm would report both as missing. */
function withoutWhatIsNotBundled(file) {
  const { devDependencies, peerDependencies, ...manifest } = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, JSON.stringify(manifest));
  return manifest;
}

/** `@scope/name@1.2.3`, of each package that is in the folder. */
function packagesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).filter((name) => !name.startsWith('.')).flatMap((name) => {
    const at = path.join(folder, name);
    if (name.startsWith('@')) return packagesBelow(at);
    const manifest = JSON.parse(fs.readFileSync(path.join(at, 'package.json'), 'utf8'));
    return [`${manifest.name}@${manifest.version}`, ...packagesBelow(path.join(at, 'node_modules'))];
  });
}

function requireComplete({ components }, packages) {
  const named = components.map(({ name, version }) => `${name}@${version}`).sort();
  if (named.join() !== [...packages].sort().join()) {
    throw new Error(`npm sbom names ${named.join(', ') || 'nothing'}, and the tarball has ${packages.join(', ') || 'no dependencies'}`);
  }
  const unlicensed = components.find(({ licenses = [] }) => licenses.length === 0);
  if (unlicensed !== undefined) throw new Error(`npm sbom does not name the license of ${unlicensed.name}`);
}

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${(error?.message ?? stderr).trim()}`);
  return stdout;
}

module.exports = { billOfMaterials };

if (require.main === module) {
  const [tarball, file] = process.argv.slice(2);
  if (file === undefined) {
    console.error('node tools/publish/sbom.js TARBALL FILE');
    process.exit(2);
  }
  const bill = billOfMaterials(tarball);
  fs.writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`);
  console.log(`${file}: ${bill.metadata.component['bom-ref']}, with ${bill.components.map((each) => each['bom-ref']).join(', ')}`);
}
