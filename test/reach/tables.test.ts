/** The tables are what the pinned packages say, made by `tools/permission-tables/make-tables.js`. */
import * as fs from 'fs';
import { brotliDecompressSync } from 'zlib';
import { groupOf } from '../../src/reach/tables/aws-permissions';
import { RESOURCES_WITH_ROLES } from '../../src/reach/tables/resources-with-roles';
import { SECRETS, TABLE, tables } from '../../tools/permission-tables/make-tables';
import { pageAt } from '../pages';

test('the file holds what the packages say', () => {
  const written: unknown = JSON.parse(brotliDecompressSync(fs.readFileSync(TABLE)).toString());
  expect(written).toEqual(JSON.parse(JSON.stringify(tables())));
});

const secrets = Object.entries(SECRETS).flatMap(([service, names]) => names.map((name) => `${service}:${name}`));

test('every action that counts as reading secrets or data exists', () => {
  expect(secrets.filter((action) => groupOf(action) !== 'secrets')).toEqual([]);
});

test('the page lists them', () => {
  const page = pageAt('docs/power.md');
  expect(Object.entries(SECRETS).filter(([service, names]) => !page.includes(`| \`${service}\` | ${names.join(', ')} |`))).toEqual([]);
});

test('the page lists the resources that run with a role, and nothing else', () => {
  const rows = Object.entries(RESOURCES_WITH_ROLES).map(([type, { what, template, terraform, config }]) => (
    `| ${what} | ${template ? `\`${type}\`` : '-'} | \`${terraform.type}\` | ${config ? 'yes' : '-'} |`
  ));
  const written = pageAt('docs/power.md').split('\n').filter((line) => /\| `aws_\w+` \|/.test(line));
  expect(written).toEqual(rows);
});
