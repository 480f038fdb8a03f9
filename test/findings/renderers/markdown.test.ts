/** Names and sentences in Markdown: nothing that a file contains becomes markup, a mention, a reference or a link. */
import * as fc from 'fast-check';
import { htmlOf, outsideOfCode } from './commonmark';
import { codeBlock, fittingItems, MOST_CHARACTERS, nameAsCode, sentence } from '../../../src/findings/renderers/markdown';
import { propertyRuns } from '../../property-runs';

test.each([
  ['Stack/Audit', '`Stack/Audit`'],
  ['a`b', '``a`b``'],
  ['``', '``` `` ```'],
  ['`', '`` ` ``'],
  [' x', '`  x `'],
  ['', ''],
  ['a\nb', '`a\\u000ab`'],
  ['x'.repeat(400), `\`${'x'.repeat(300)}...\``],
])('the name %j is shown as %s', (name, expected) => expect(nameAsCode(name)).toBe(expected));

test.each([
  ['any principal in account 444455556666 can assume this role', 'any principal in account 444455556666 can assume this role'],
  ['Bool aws:MultiFactorAuthPresent "true" matches', 'Bool `aws:MultiFactorAuthPresent "true"` matches'],
  ["the vendor's own role, it says.", "the vendor's own role, it says."],
  ['see @octocat and #12 or GH-12', 'see `@octocat` and `#12` or `GH-12`'],
  ['a | b', 'a `|` b'],
  ['by user/x, without MFA', 'by `user/x`, without MFA'],
  ['`,', '`` ` ``,'],
  ['<b>x</b> y', '`<b>x</b>` y'],
  ['a `b` c', 'a `` `b` `` c'],
  ['www.example.com https://example.com', '`www.example.com https://example.com`'],
  ['a\n# b', '`a\\u000a#` b'],
])('the sentence %j is shown as %s', (text, expected) => expect(sentence(text)).toBe(expected));

test('a block of code ends where it should', () => {
  const html = htmlOf(codeBlock('a\n```\n</code></pre><script>\n````\nb').join('\n'));
  expect(html).toBe('<pre><code class="language-text">a\n```\n&lt;/code&gt;&lt;/pre&gt;&lt;script&gt;\n````\nb\n</code></pre>\n');
});

const HOSTILE = [
  '`', '``', '```', '~~~', '|', '\\', '\\|', '<', '>', '<script>', '<!--', '</details>', '&', '&#64;', '@octocat', '@', '#12', 'GH-12',
  'owner/repo#1', 'https://evil.example', 'www.evil.example', 'a@b.example', '[x](javascript:y)', '![x](y)', '[', ']', '(', ')', '*', '**',
  '_', '$', '$$', ':tada:', '- ', '1. ', '# ', '=== ', '---', '\n', '\n\n', '\r', '\t', ' ', '    ',
  'plain', 'word', '0123456789abcdef0123456789abcdef01234567', '\u202e', '\u0000',
];

test('no name and no sentence becomes anything but text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...HOSTILE), { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      const outside = outsideOfCode(`- x: ${sentence(text)}\n- y: ${nameAsCode(text)}\n`);
      expect(outside).toMatch(/^<ul>\n<li>x:[\w .,:;()'-]*<\/li>\n<li>y: ?<\/li>\n<\/ul>\n$/);
    }),
    propertyRuns(1_000),
  );
});

describe('what does not fit is counted', () => {
  const item = (lines: number, details: number) => ({ lines: [`- ${'x'.repeat(lines - 2)}`], details: ['y'.repeat(details)] });

  test('the later findings are left out', () => {
    const [shown, note] = fittingItems(Array.from({ length: 20 }, () => item(100, 8_000)), ['head'], 'findings');
    expect(shown.length).toBeLessThan(MOST_CHARACTERS);
    expect(shown.match(/^- /gm)).toHaveLength(20);
    expect(shown.match(/<details>/g)).toHaveLength(7);
    expect(note).toBe(
      '**Cut:** the details of 13 findings are not shown, because a comment holds 65,536 characters. The format json has everything.',
    );
  });

  test('so are their details', () => {
    const [shown, note] = fittingItems(Array.from({ length: 200 }, () => item(1_000, 10)), ['head'], 'findings');
    expect(shown.match(/^- /gm)!.length).toBeLessThan(64);
    expect(note).toMatch(/^\*\*Cut:\*\* 1\d\d more findings are not shown/);
  });

  test('where everything fits, nothing is said', () => expect(fittingItems([item(10, 10)], ['head'], 'findings')).toHaveLength(1));
});
