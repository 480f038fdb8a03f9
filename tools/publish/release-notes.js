/**
 * Makes what `CHANGELOG.md` says of the version the notes of its release. A version of which it says nothing keeps the titles of its commits,
 * which projen lists.
 *
 *     node tools/publish/release-notes.js        (after `projen bump`, which writes dist/changelog.md and dist/version.txt)
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const REPOSITORY = path.resolve(__dirname, '..', '..');
const URL = 'https://github.com/cdk-secure-trust/cdk-secure-trust';

/** @param listed the titles of the commits */
function releaseNotes(changelog, version, listed) {
  const [, below] = `\n${changelog}`.split(`\n## ${version}\n`);
  if (below === undefined) return listed;
  const [section] = below.split('\n## ');
  // GitHub keeps the line breaks of release notes, and the links of the page are relative to it.
  const text = section.trim().replace(/\n {2}(?=\S)/g, ' ').replace(/\]\((?!https:)/g, `](${URL}/blob/v${version}/`);
  return `${text}\n\nAll commits: ${URL}/commits/v${version}\n`;
}

module.exports = { releaseNotes };

if (require.main === module) {
  const read = (...names) => fs.readFileSync(path.join(REPOSITORY, ...names), 'utf8');
  const notes = releaseNotes(read('CHANGELOG.md'), read('dist', 'version.txt').trim(), read('dist', 'changelog.md'));
  fs.writeFileSync(path.join(REPOSITORY, 'dist', 'changelog.md'), notes);
}
