'use strict';
/**
 * The words in which the tests are written - `describe`, `test`, `test.each`, `expect` - with just what the engine's tests use of
 * them, so that a test runs in the time it takes and not in that of a test framework. A word that is missing here throws.
 */
const { format } = require('node:util');

/** @returns the tests that loading a file declares, in order; each has a name of its own. */
function testsDeclaredBy(load, file, { expect, jest }) {
  const tests = [];
  const names = new Set();
  let group = [];

  const test = (title, body) => {
    const wanted = [file, ...group, title].join(' > ');
    let name = wanted;
    for (let again = 2; names.has(name); again += 1) name = `${wanted} (${again})`;
    names.add(name);
    tests.push({ name, body });
  };
  const describe = (title, body) => {
    group = [...group, title];
    try {
      body();
    } finally {
      group = group.slice(0, -1);
    }
  };
  test.each = eachRow(test, (body, row) => () => body(...row));
  describe.each = eachRow(describe, (body, row) => () => body(...row));

  Object.assign(globalThis, { describe, test, it: test, expect, jest });
  load();
  return tests;
}

function eachRow(declare, bind) {
  return (table) => (title, body) => {
    for (const each of table) {
      const row = Array.isArray(each) ? each : [each];
      declare(titleOf(title, row), bind(body, row));
    }
  };
}

/** `%s` and its kin take the values of a row; what has no place in the title is not shown. */
function titleOf(title, row) {
  const places = (title.match(/%[sdifjop]/g) ?? []).length;
  return format(title.replaceAll('%p', '%j'), ...row.slice(0, places));
}

module.exports = { testsDeclaredBy };
