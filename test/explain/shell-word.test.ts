import { execFileSync } from 'node:child_process';
import { shellWord } from '../../src/explain/shell-word';

test.each([
  'plain-word_1.0', 'arn:aws:iam::222222222222:role/team/Audit', 'a,b@c+d=e%f', 'two words', "it's", "'", "''quoted''", '"double"',
  '$HOME `id` $(id)', 'back\\slash', 'a;b&c|d>e<f', '*?[x]', '!history', '#comment', '~', 'line\nbreak', '',
])('%j becomes one shell word, unchanged', (text) => {
  expect(execFileSync('sh', ['-c', `printf '%s|' ${shellWord(text)}`], { encoding: 'utf8' })).toBe(`${text}|`);
});
