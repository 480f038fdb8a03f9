'use strict';
/**
 * The command: changes the rooms of the engine one after the other with Stryker, and prints how many of the changes a test saw. Exit
 * status 1 when a change survived that has to be explained and is not, or when an explanation fits no change.
 *
 *     npm run --prefix verification/mutation check -- [evaluation policy analysis rules] [--report] [--all]
 *         --report: print the last run again; --all: the survivors that need no explanation as well
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Equivalents } = require('./equivalents');
const { outcomeOf, OUTCOMES, score } = require('./outcome');

const ROOMS = ['evaluation', 'policy', 'analysis', 'rules'];
/** What decides a verdict: what lets a request in (operators, missing keys, what each kind of caller is and sends), and the same read backwards by the search for one. */
const MUST_BE_EXPLAINED = [
  /^src\/evaluation\//,
  /^src\/policy\/(condition-operators|read-condition)/,
  /^src\/analysis\/(key-constraints|tables)\//,
  /^src\/analysis\/(caller-|representative-|unused-name|session-tags|placeholder-principals|solve-caller|fill-deploy-time-values)/,
];
const REPOSITORY = path.join(__dirname, '..', '..');

function change(room) {
  const stryker = path.join(__dirname, 'node_modules', '.bin', 'stryker');
  const { status } = spawnSync(stryker, ['run', path.join(__dirname, 'stryker.config.mjs')], { cwd: REPOSITORY, stdio: 'inherit', env: { ...process.env, ROOM: room, REPORT: room } });
  if (status !== 0) throw new Error(`Stryker ended with status ${status} in src/${room}`);
}

/** Every mutant of the room, with what became of it. */
function mutantsOf(room, equivalents) {
  const { files } = JSON.parse(fs.readFileSync(path.join(__dirname, 'reports', `${room}.json`), 'utf8'));
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map(({ location, replacement, mutatorName, status }) => {
      const mutant = { file, line: location.start.line, original: originalOf(lines, location), replacement, mutatorName };
      return { ...mutant, outcome: outcomeOf(status, equivalents.whyEquivalent(mutant)) };
    });
  });
}

function originalOf(lines, { start, end }) {
  const text = lines.slice(start.line - 1, end.line).join('\n');
  const after = lines[end.line - 1].length - (end.column - 1);
  return text.slice(start.column - 1, text.length - after);
}

/** What the texts of findings say is tested where they are shown; a change of one letter of them is no wrong verdict. */
function hasToBeExplained({ file, outcome }) {
  return (outcome === 'survived' || outcome === 'no test runs it') && MUST_BE_EXPLAINED.some((pattern) => pattern.test(file));
}

function show({ file, line, mutatorName, original, replacement, outcome }) {
  const oneLine = (text) => text.replace(/\s+/g, ' ');
  console.log(`${file}:${line}  ${outcome}  ${mutatorName}  ${oneLine(original)}  =>  ${oneLine(replacement)}`);
}

function main(args) {
  const named = args.filter((argument) => !argument.startsWith('--'));
  const unknown = named.find((room) => !ROOMS.includes(room));
  if (unknown !== undefined) throw new Error(`'${unknown}' is no room of the engine: ${ROOMS.join(', ')}`);
  const rooms = (named.length > 0 ? named : ROOMS).map((room) => {
    if (!args.includes('--report')) change(room);
    const equivalents = new Equivalents(room);
    return { room, mutants: mutantsOf(room, equivalents), equivalents };
  });

  console.log(`| | ${OUTCOMES.join(' | ')} | score |\n| --- |${OUTCOMES.map(() => ' ---: |').join('')} ---: |`);
  for (const { room, mutants } of rooms) {
    const counts = OUTCOMES.map((outcome) => mutants.filter((mutant) => mutant.outcome === outcome).length);
    console.log(`| \`${room}\` | ${counts.join(' | ')} | ${score(mutants)} % |`);
  }
  for (const { room, mutants, equivalents } of rooms) {
    const unexplained = mutants.filter(hasToBeExplained);
    const others = mutants.filter(({ outcome }) => outcome === 'survived' && args.includes('--all'));
    new Set([...unexplained, ...others]).forEach(show);
    equivalents.unused.forEach((entry) => console.log(`equivalent/${room}.json explains a change that is not made: ${entry}`));
    if (unexplained.length + equivalents.unused.length > 0) process.exitCode = 1;
  }
}

main(process.argv.slice(2));
