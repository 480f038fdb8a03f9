/**
 * Draws what a terminal shows of the failure in README.md: `docs/failure.svg`. The app of the README is synthesized with the real CDK CLI
 * in a terminal of its own (the program `script` makes one), and its colours are kept.
 *
 *     npx projen compile; node tools/terminal-picture.js
 */
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { environmentWithoutAws, placeExample } = require('./cdk-cli');
const { CONSUMERS, preparePackedPackage } = require('./packed-package');

const REPOSITORY = path.resolve(__dirname, '..');
const PICTURE = path.join(REPOSITORY, 'docs', 'failure.svg');
const COLUMNS = 120;
const [CHARACTER_WIDTH, LINE_HEIGHT, MARGIN] = [7.8, 18, 16];
const COLOURS = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 90: '#8b949e', '38;5;208': '#ffa657' };

/** The last code block before the failure, as the README shows them. */
function failingApp(readme) {
  return [...readme.slice(0, readme.indexOf('```text')).matchAll(/^```ts\n([^]*?)^```/gm)].pop()[1];
}

function whatTheTerminalShows() {
  const consumer = CONSUMERS[CONSUMERS.length - 1];
  const folder = placeExample(consumer, 'three-mistakes');
  try {
    fs.writeFileSync(path.join(folder, 'bin', 'app.ts'), failingApp(fs.readFileSync(path.join(REPOSITORY, 'README.md'), 'utf8')));
    const cli = path.join(consumer.folder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    const env = { ...environmentWithoutAws(), TS_NODE_TRANSPILE_ONLY: 'true', TERM: 'xterm-256color' };
    const { error, stdout } = spawnSync('script', ['-qec', `${process.execPath} ${cli} synth --quiet --no-notices`, '/dev/null'], { cwd: folder, env, encoding: 'utf8' });
    if (error) throw new Error(`the program \`script\` (of util-linux) is needed: ${error.message}`);
    return stdout;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Lines of pieces, each in one style; what a progress display wrote and took back is left out. */
function styledLines(output) {
  const shown = output.replace(/\r\n/g, '\n').replace(/^[^\n]*\u001b\[0K/, '').trimEnd();
  let style = {};
  return shown.split('\n').map((line) => line.split(/(\u001b\[[\d;]*m)/).flatMap((piece) => {
    const [, codes] = /^\u001b\[([\d;]*)m$/.exec(piece) ?? [];
    if (codes === undefined) return piece === '' ? [] : [{ text: piece, ...style }];
    if (codes === '0') style = {};
    else if (codes === '39') style = { ...style, fill: undefined };
    else if (codes === '1') style = { ...style, bold: true };
    else if (codes === '4') style = { ...style, underlined: true };
    else if (COLOURS[codes]) style = { ...style, fill: COLOURS[codes] };
    else throw new Error(`the terminal was told ${JSON.stringify(piece)}, which is not known here`);
    return [];
  }));
}

/** As a terminal of so many columns breaks them. */
function rowsOf(line) {
  const characters = line.flatMap(({ text, ...style }) => [...text].map((char) => ({ char, style })));
  const rows = [[]];
  characters.forEach(({ char, style }, index) => {
    if (index > 0 && index % COLUMNS === 0) rows.push([]);
    const row = rows[rows.length - 1];
    const last = row[row.length - 1];
    if (last?.style === style) last.text += char;
    else row.push({ text: char, style });
  });
  return rows;
}

function escaped(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function span({ text, style: { bold, underlined, fill } }) {
  const attributes = [bold && 'font-weight="bold"', underlined && 'text-decoration="underline"', fill && `fill="${fill}"`].filter(Boolean);
  return `<tspan${attributes.map((attribute) => ` ${attribute}`).join('')}>${escaped(text)}</tspan>`;
}

/** A row that goes on with the line before has the class `on`. */
function pictureOf(lines) {
  const rows = lines.flatMap((line) => rowsOf(line).map((pieces, index) => ({ pieces, goesOn: index > 0 })));
  const [width, height] = [COLUMNS * CHARACTER_WIDTH + 2 * MARGIN, rows.length * LINE_HEIGHT + 2 * MARGIN];
  const texts = rows.map(({ pieces, goesOn }, index) =>
    `<text${goesOn ? ' class="on"' : ''} xml:space="preserve" x="${MARGIN}" y="${MARGIN + (index + 1) * LINE_HEIGHT - 5}">${pieces.map(span).join('')}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    '<title>cdk synth fails: IAM users of account 111122223333 can assume this role without MFA</title>',
    '<style>text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #e6edf3; white-space: pre }</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...texts,
    '</svg>',
    '',
  ].join('\n');
}

async function draw() {
  await preparePackedPackage();
  fs.writeFileSync(PICTURE, pictureOf(styledLines(whatTheTerminalShows())));
}

draw();
