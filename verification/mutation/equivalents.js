'use strict';
/**
 * Changes that no test can see, because the code means the same with them. `equivalent/` holds one table a room: for each reason the
 * file and the changes, as pairs of what stands there and what took its place. An entry that fits no change any more is an error: the code
 * has moved on, and the reason has to be looked at again.
 */
const fs = require('node:fs');
const path = require('node:path');

const FOLDER = path.join(__dirname, 'equivalent');

class Equivalents {
  #whys = new Map();
  #unused = new Map();

  constructor(room) {
    const table = path.join(FOLDER, `${room}.json`);
    for (const { file, why, changes } of fs.existsSync(table) ? JSON.parse(fs.readFileSync(table, 'utf8')) : []) {
      for (const [original, replacement] of changes) {
        const change = keyOf({ file, original, replacement });
        this.#whys.set(change, why);
        this.#unused.set(change, `${file}: ${original}  =>  ${replacement}`);
      }
    }
  }

  /** @returns undefined for a change that is not in the table */
  whyEquivalent(mutant) {
    const change = keyOf(mutant);
    this.#unused.delete(change);
    return this.#whys.get(change);
  }

  /** Entries that no change was looked up for. */
  get unused() {
    return [...this.#unused.values()];
  }
}

function keyOf({ file, original, replacement }) {
  return JSON.stringify([file, original, replacement].map((text) => text.replace(/\s+/g, ' ').trim()));
}

module.exports = { Equivalents };
