/** Go: a module, which `replace` puts in place of the published one. */
'use strict';

const path = require('node:path');
const { checkProgram, checkSecureRoles, placeProgram } = require('./generated-code');
const { requireTests } = require('./tests-passed');
const { isOnMachine } = require('./workplace');

const MODULE = 'github.com/cdk-secure-trust/cdk-secure-trust-go/cdksecuretrust';

module.exports = {
  name: 'go',
  title: 'Go',
  missing: () => (isOnMachine('go', 'version') ? undefined : 'Go'),

  async build(workplace) {
    const module = path.join(await workplace.pacmak('go', '--code-only'), path.basename(MODULE));
    await dropIndirectRequirements(workplace, module);
    await workplace.run('go mod tidy', 'go', ['mod', 'tidy'], { cwd: module });
    await workplace.run('go vet', 'go', ['vet', './...'], { cwd: module });
    return 'module';
  },

  async app(workplace) {
    const folder = workplace.placeApp();
    placeProgram(folder, 'go', workplace.consumer);
    const module = path.join(workplace.folder, 'package', 'go', path.basename(MODULE));
    const go = (what, ...args) => workplace.run(what, 'go', args, { cwd: folder });
    await go('go mod edit', 'mod', 'edit', `-replace=${MODULE}=${module}`);
    await go('go mod tidy', 'mod', 'tidy');
    return {
      folder,
      async test() {
        const { output } = await go('go test', 'test', '-v', './...');
        checkProgram(folder);
        checkSecureRoles(folder);
        return requireTests('go test', output.match(/^--- PASS: /gm)?.length ?? 0, { withGeneratedCode: true });
      },
    };
  },
};

/**
 * They are the versions that npm installed here, listed for editors; npm has some that the Go proxy lacks. The versions that aws-cdk-go
 * itself requires are enough, and `go mod tidy` finds them.
 */
async function dropIndirectRequirements(workplace, module) {
  const { output } = await workplace.run('go mod edit', 'go', ['mod', 'edit', '-json'], { cwd: module });
  const indirect = JSON.parse(output).Require.filter(({ Indirect }) => Indirect).map((each) => `-droprequire=${each.Path}`);
  if (indirect.length > 0) await workplace.run('go mod edit', 'go', ['mod', 'edit', ...indirect], { cwd: module });
}
