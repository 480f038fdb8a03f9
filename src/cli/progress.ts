/** Shows the progress of a long check on a terminal. */
import { Output } from './command-io';

/** A short run shows no progress. */
const FIRST_AFTER_MS = 1_000;
const EVERY_MS = 200;

export class Progress {
  private next = Date.now() + FIRST_AFTER_MS;
  private shown = '';

  constructor(private readonly output: Output) { }

  /** @param all undefined if it is not known how many there are */
  public show(done: number, all?: number): void {
    if (!this.output.isTerminal || Date.now() < this.next) return;
    this.next = Date.now() + EVERY_MS;
    this.write(all === undefined ? `checked ${done} roles` : `checked ${done} of ${all} roles`);
  }

  /** Clears the line. */
  public end(): void {
    if (this.shown === '') return;
    this.write('');
    this.output.write('\r');
  }

  private write(text: string): void {
    this.output.write(`\r${text.padEnd(this.shown.length)}`);
    this.shown = text;
  }
}
