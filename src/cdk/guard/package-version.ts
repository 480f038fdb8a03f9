/** The version of this package, for reports. */
import * as fs from 'fs';
import * as path from 'path';

const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', '..', 'package.json'), 'utf8')) as {
  readonly version: string;
};

export const PACKAGE_VERSION: string = manifest.version;
