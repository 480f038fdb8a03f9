/** No public name, in any language, is added, removed or changed unnoticed: `public-surface.txt` lists them all. */
import * as fs from 'fs';
import * as path from 'path';
import { CONSUMERS, PACKAGE_NAME } from '../../tools/packed-package';
import { publicSurface } from '../../tools/public-surface';

const HOW_TO_UPDATE = 'node tools/public-surface.js > test/packed/public-surface.txt';

/** Lines with the type that they belong to, so that a member that moves to another type is noticed. */
function qualified(lines: readonly string[]): string[] {
  let type = '';
  return lines.map((line) => {
    if (line.startsWith('  ')) return `${type}: ${line.trim()}`;
    type = line.split(' ').slice(0, 2).join(' ');
    return line;
  });
}

test('the public surface is the one in public-surface.txt', () => {
  const written = qualified(fs.readFileSync(path.join(__dirname, 'public-surface.txt'), 'utf8').trimEnd().split('\n'));
  const packed = qualified(publicSurface(path.join(CONSUMERS[0].folder, 'node_modules', PACKAGE_NAME)));
  const gone = written.filter((line) => !packed.includes(line)).map((line) => `- ${line}`);
  const come = packed.filter((line) => !written.includes(line)).map((line) => `+ ${line}`);
  if (gone.length + come.length > 0) {
    throw new Error([
      'The public surface has changed:', ...gone, ...come, '',
      `If this is meant, run \`${HOW_TO_UPDATE}\`; a line that goes or changes (-) breaks users: say "BREAKING CHANGE:" in the commit.`,
    ].join('\n'));
  }
  expect(packed).toEqual(written);
});
