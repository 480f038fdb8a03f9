/** Java: a jar, installed into a local Maven repository. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { checkProgram, checkSecureRoles, placeProgram } = require('./generated-code');
const { requireTests } = require('./tests-passed');
const { isOnMachine, MAVEN_REPOSITORY } = require('./workplace');

/** The summary. The line of a single class continues with its duration. */
const TESTS_RUN = /^.*Tests run: (\d+), Failures: 0, Errors: 0, Skipped: 0$/m;

module.exports = {
  name: 'java',
  title: 'Java',
  missing() {
    if (!isOnMachine('javac', '--release', '17', '-version')) return 'a JDK, 17 or later,';
    return isOnMachine('mvn', '-version') ? undefined : 'Maven';
  },

  async build(workplace) {
    await workplace.pacmak('java', '--maven-local-repository', MAVEN_REPOSITORY);
    return 'jar';
  },

  async app(workplace) {
    const folder = workplace.placeApp();
    placeProgram(folder, 'java', workplace.consumer);
    // Maven reads this file automatically, so the command in cdk.json needs no additions.
    fs.mkdirSync(path.join(folder, '.mvn'));
    fs.writeFileSync(path.join(folder, '.mvn', 'maven.config'), `-Dmaven.repo.local=${MAVEN_REPOSITORY}\n--no-transfer-progress\n`);
    const maven = (what, ...args) => workplace.run(what, 'mvn', ['--batch-mode', ...args], { cwd: folder });
    const [jar, pom] = ['jar', 'pom'].map((kind) => packaged(path.join(workplace.folder, 'package', 'java'), kind));
    await maven('mvn install', 'org.apache.maven.plugins:maven-install-plugin:3.1.3:install-file', `-Dfile=${jar}`, `-DpomFile=${pom}`);
    return {
      folder,
      async test() {
        const { output } = await maven('mvn test', 'test');
        checkProgram(folder);
        checkSecureRoles(folder);
        const passed = Number(TESTS_RUN.exec(output)?.[1] ?? 0);
        return requireTests('JUnit', passed, { withGeneratedCode: true });
      },
    };
  },
};

function packaged(folder, kind) {
  const files = fs
    .readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(`.${kind}`) && !/-(sources|javadoc)\.jar$/.test(file));
  if (files.length !== 1) throw new Error(`jsii-pacmak made ${files.length} files *.${kind}, not one`);
  return path.join(folder, files[0]);
}
