/** A real browser: the Chromium or Chrome of the machine. Without one, the tests of the page are skipped, which one line says. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Browser, BrowserContextOptions, chromium, Page } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const PROGRAM = PLACES.find((place) => place !== undefined && existsSync(place));

if (PROGRAM === undefined) process.stderr.write('no Chromium here: the tests of the HTML page are skipped (CHROMIUM can name one)\n');

export const describeInBrowser = PROGRAM === undefined ? describe.skip : describe;

export class TestBrowser {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cdk-secure-trust-page-'));
  private started: Browser | undefined;
  /** What went wrong in any page: errors, violations of its policy, and everything that it tried to load. */
  public readonly complaints: string[] = [];

  public async close(): Promise<void> {
    await this.started?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Opens the page from a file, as from an attachment, and waits for the list. */
  public async open(html: string, options: BrowserContextOptions = {}): Promise<{ readonly page: Page; readonly milliseconds: number }> {
    this.started ??= await chromium.launch({ executablePath: PROGRAM, args: ['--no-sandbox'] });
    const file = join(this.folder, 'page.html');
    writeFileSync(file, html);
    const context = await this.started.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => this.complaints.push(message.text()));
    page.on('request', (request) => {
      if (request.url() !== `file://${file}`) this.complaints.push(`it loads ${request.url()}`);
    });
    const start = Date.now();
    await page.goto(`file://${file}`);
    await page.waitForSelector('html[data-ready] .item');
    return { page, milliseconds: Date.now() - start };
  }
}
