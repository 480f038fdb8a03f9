/** TypeScript: the packed package as npm installs it. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { placeProgram } = require('./generated-code');
const { requireTests } = require('./tests-passed');

module.exports = {
  name: 'typescript',
  title: 'TypeScript',
  missing: () => undefined,

  async build() {
    return 'npm package';
  },

  async app(workplace) {
    const folder = workplace.placeApp();
    placeProgram(folder, 'typescript', workplace.consumer);
    fs.symlinkSync(path.join(workplace.consumer.folder, 'node_modules'), path.join(folder, 'node_modules'));
    return {
      folder,
      async test() {
        await workplace.run('tsc', process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd: folder });
        const { output } = await workplace.run('npm test', 'npm', ['test'], { cwd: folder });
        return requireTests('node:test', Number(/^\S+ pass (\d+)$/m.exec(output)?.[1] ?? 0));
      },
    };
  },
};
