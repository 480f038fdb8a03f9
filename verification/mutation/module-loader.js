'use strict';
/**
 * Reloads the compiled sources and tests for every mutant, quickly: what the engine remembers about one mutant must be gone for the next
 * one. Each file is read and compiled once; only its body runs again. Libraries are loaded by Node and stay loaded.
 */
const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

class ModuleLoader {
  #root;
  #replaced;
  #compiled = new Map();
  #loaded = new Map();

  /** @param replaced replacements for libraries, by name */
  constructor(root, replaced = {}) {
    this.#root = root + path.sep;
    this.#replaced = replaced;
  }

  /** Forgets what has been loaded, not what has been compiled. */
  forget() {
    this.#loaded.clear();
  }

  load(file) {
    const known = this.#loaded.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.#loaded.set(file, module);
    const { body, requireOfNode } = this.#compile(file);
    const requireHere = (name) => this.#require(name, requireOfNode);
    requireHere.resolve = requireOfNode.resolve;
    body.call(module.exports, module.exports, requireHere, module, file, path.dirname(file));
    return module.exports;
  }

  #require(name, requireOfNode) {
    if (name in this.#replaced) return this.#replaced[name];
    const file = requireOfNode.resolve(name);
    return file.endsWith('.js') && file.startsWith(this.#root) && !file.includes(`${path.sep}node_modules${path.sep}`)
      ? this.load(file)
      : requireOfNode(name);
  }

  #compile(file) {
    const known = this.#compiled.get(file);
    if (known !== undefined) return known;
    const wrapped = `(function (exports, require, module, __filename, __dirname) {${fs.readFileSync(file, 'utf8')}\n})`;
    const compiled = { body: vm.runInThisContext(wrapped, { filename: file }), requireOfNode: createRequire(file) };
    this.#compiled.set(file, compiled);
    return compiled;
  }
}

module.exports = { ModuleLoader };
