'use strict';
/** Reproducible randomness: the same seed and number give the same policy and requests on every machine. */

class Random {
  /**
   * @param {number} seed of the whole run
   * @param {number} number of the policy within it, so that one policy can be made again without all before it
   */
  constructor(seed, number) {
    this.state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35)) >>> 0;
    for (let step = 0; step < 4; step += 1) this.next();
  }

  /** Between 0 and 1 (mulberry32). */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from 0 to `limit - 1`. */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /** True with this probability. */
  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** Between `least` and `most` picks; the same one may come twice. */
  some(list, least, most) {
    return Array.from({ length: least + this.below(most - least + 1) }, () => this.pick(list));
  }
}

module.exports = { Random };
