/**
 * `npm run languages`: the package as users of other languages get it. For each language it is built with jsii-pacmak and the language's
 * own tools, installed into the app of `examples/<language>`, and that app is tested and synthesized: it must pass unchanged, and fail with
 * `-c unsafe=true`. The code that fixes print is compiled and run together with the app. Prints one line for each language, then a summary;
 * the output of the tools is in `.packed/languages/<language>/log`. A language whose tools are not installed is skipped; with `--all` it
 * fails.
 *
 *     node tools/languages.js [--all] [language ...]
 */
'use strict';

const { CONSUMERS, preparePackedPackage } = require('./packed-package');
const { checkSynthesis } = require('./languages/synthesis');
const { openWorkplace } = require('./languages/workplace');

const LANGUAGES = [
  require('./languages/typescript'),
  require('./languages/java'),
  require('./languages/go'),
  require('./languages/python'),
  require('./languages/dotnet'),
];

/** Each language spends much time waiting for the network, the disk or a single thread, so two at a time keep two cores busy. */
const AT_A_TIME = 2;

async function main(args) {
  const nothingMaySkip = args.includes('--all');
  const chosen = chooseLanguages(args.filter((each) => each !== '--all'));
  await preparePackedPackage();

  const outcomes = { passed: 0, failed: 0, skipped: 0 };
  const waiting = [...chosen];
  const work = async () => {
    for (let language = waiting.shift(); language !== undefined; language = waiting.shift()) {
      const { outcome, line } = await tryLanguage(language, nothingMaySkip);
      outcomes[outcome] += 1;
      console.log(`${language.title}: ${line}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));

  console.log(`languages: ${outcomes.passed} passed, ${outcomes.failed} failed${outcomes.skipped ? `, ${outcomes.skipped} skipped` : ''}`);
  return outcomes.failed === 0 ? 0 : 1;
}

function chooseLanguages(names) {
  const unknown = names.find((name) => !LANGUAGES.some((language) => language.name === name));
  if (unknown !== undefined) {
    throw new Error(`there is no language '${unknown}'; there are ${LANGUAGES.map(({ name }) => name).join(', ')}`);
  }
  return LANGUAGES.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function tryLanguage(language, nothingMaySkip) {
  const missing = language.missing();
  if (missing !== undefined) {
    const line = `${missing} is not on this machine`;
    return nothingMaySkip ? { outcome: 'failed', line: `FAILED: ${line}` } : { outcome: 'skipped', line: `skipped: ${line}` };
  }
  const start = Date.now();
  const took = () => `(${Math.round((Date.now() - start) / 1000)} s)`;
  try {
    const workplace = openWorkplace(language.name, CONSUMERS[0]);
    const shown = [await language.build(workplace)];
    if (language.app) {
      const app = await language.app(workplace);
      shown.push(await app.test(), await checkSynthesis(workplace, app));
    }
    return { outcome: 'passed', line: `${shown.join('; ')} ${took()}` };
  } catch (error) {
    return { outcome: 'failed', line: `FAILED: ${error.message} ${took()}` };
  }
}

main(process.argv.slice(2)).then(
  (status) => { process.exitCode = status; },
  (error) => {
    console.error(`languages: ${error.message}`);
    process.exitCode = 1;
  },
);
