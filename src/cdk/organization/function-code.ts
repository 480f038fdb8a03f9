/**
 * The code of the function: files of this package as they are published, those that its handler requires, and the settings beside them.
 * There is no bundle (docs/decisions/deployed-code.md).
 */
import * as fs from 'fs';
import * as path from 'path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SETTINGS_FILE } from '../../organization/deployed-settings';
import { JudgingSettings } from '../guard/guard-settings';

const PACKAGE = path.join(__dirname, '..', '..', '..');
const HANDLER_FILE = 'lib/organization/handler.js';

export function functionCode(settings: JudgingSettings): lambda.Code {
  return lambda.Code.fromAsset(path.join(PACKAGE, 'lib', 'organization'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Nothing has to be built, so nothing runs in a container.
      image: DockerImage.fromRegistry('public.ecr.aws/lambda/nodejs:22'),
      local: {
        tryBundle: (folder) => {
          writeFunction(folder, settings);
          return true;
        },
      },
    },
  });
}

/** @param folder is going to be the root of the function, `/var/task` */
export function writeFunction(folder: string, { accounts, organizations, levels, accept }: JudgingSettings): void {
  for (const file of filesOfHandler()) copy(path.join(PACKAGE, file), path.join(folder, file));
  // Templates are JSON or YAML. Its licence goes with it.
  const yaml = path.dirname(require.resolve('yaml/package.json'));
  for (const name of ['package.json', 'LICENSE', 'dist']) copy(path.join(yaml, name), path.join(folder, 'node_modules', 'yaml', name));
  copy(path.join(PACKAGE, 'LICENSE'), path.join(folder, 'LICENSE'));
  const settings = { accounts: [...accounts.values()], organizations, levels, accept };
  fs.writeFileSync(path.join(folder, SETTINGS_FILE), `${JSON.stringify(settings, undefined, 2)}\n`);
}

/** The files of the package that the handler requires, directly or through others; relative to the package. */
export function filesOfHandler(): readonly string[] {
  const files = new Set([HANDLER_FILE]);
  for (const file of files) {
    const code = fs.readFileSync(path.join(PACKAGE, file), 'utf8');
    for (const [, required] of code.matchAll(/\brequire\(["'](\.[^"']+)["']\)/g)) {
      files.add(path.posix.join(path.posix.dirname(file), `${required}.js`));
    }
  }
  return [...files].sort();
}

/** Without declarations, which nothing loads. */
function copy(from: string, to: string): void {
  fs.cpSync(from, to, { recursive: true, filter: (file) => !/\.(d\.ts|mjs)$/.test(file) });
}
