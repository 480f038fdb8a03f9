/** Markdown as a reader sees it, with a parser of CommonMark: what a hostile name could have become is visible in the HTML. */

interface CommonMark {
  readonly Parser: new () => { parse(markdown: string): unknown };
  readonly HtmlRenderer: new () => { render(document: unknown): string };
}

// It comes without types.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Parser, HtmlRenderer } = require('commonmark') as CommonMark;

export function htmlOf(markdown: string): string {
  return new HtmlRenderer().render(new Parser().parse(markdown));
}

/** The HTML without what is shown as code, in which GitHub and GitLab look for no mentions, references, links or formulas. */
export function outsideOfCode(markdown: string): string {
  return htmlOf(markdown).replace(/<pre>[^]*?<\/pre>|<code>[^]*?<\/code>/g, '');
}
