/** The tables are what the pinned packages say, made by `tools/permission-tables/make-tables.js`. */
import * as fs from 'fs';
import { brotliDecompressSync } from 'zlib';
import { groupOf } from '../../src/reach/tables/aws-permissions';
import { SECRETS, TABLE, tables } from '../../tools/permission-tables/make-tables';

test('the file holds what the packages say', () => {
  const written: unknown = JSON.parse(brotliDecompressSync(fs.readFileSync(TABLE)).toString());
  expect(written).toEqual(JSON.parse(JSON.stringify(tables())));
});

const secrets = Object.entries(SECRETS).flatMap(([service, names]) => names.map((name) => `${service}:${name}`));

test('every action that counts as reading secrets or data exists', () => {
  expect(secrets.filter((action) => groupOf(action) !== 'secrets')).toEqual([]);
});
