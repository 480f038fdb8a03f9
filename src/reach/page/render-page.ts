/**
 * One page that holds everything it needs: the data, the script that shows it, its style, and the library that lays out graphs. Only
 * scripts and styles with the hashes in its Content-Security-Policy run, and it loads nothing.
 */
import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import { pageData, PageInput } from './page-data';

/** In the package, beside `lib`. */
const FOLDER = join(__dirname, '..', '..', '..', 'page');

export function renderPage(title: string, input: PageInput): string {
  const style = readFileSync(join(FOLDER, 'page.css'), 'utf8');
  const script = readFileSync(join(FOLDER, 'page.js'), 'utf8');
  const layout = layoutLibrary();
  const parts: Readonly<Record<string, string>> = {
    title: escaped(title),
    policy: [
      "default-src 'none'",
      `script-src ${hashOf(layout)} ${hashOf(script)}`,
      `style-src ${hashOf(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
    style,
    script,
    layout,
    data: embeddedJson(pageData(input)),
  };
  // In one pass: a name in the data may look like one of these marks.
  return readFileSync(join(FOLDER, 'page.html'), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, part: string) => parts[part]);
}

/** `@dagrejs/dagre` as it is published for pages, with its license. */
function layoutLibrary(): string {
  const folder = dirname(require.resolve('@dagrejs/dagre'));
  const license = readFileSync(join(folder, 'dagre.js.LEGAL.txt'), 'utf8');
  const library = readFileSync(join(folder, 'dagre.js'), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
  return `${license}\n${library}`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** No name can end the element that holds the data, or begin another one. */
function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
