'use strict';
/**
 * The functions with which the tests are written - `describe`, `test`, `test.each`, `beforeAll`, `afterAll`, `expect` - with only what the
 * engine's tests use of them, so that a test has no overhead of a test framework. A missing function throws.
 */
const { format } = require('node:util');

/** @returns the tests that loading a file declares, in order; each has a name of its own. */
function testsDeclaredBy(load, file, { expect, jest }) {
  const tests = [];
  const names = new Set();
  let group = [];
  let around = { before: [], after: [] };

  const test = (title, body) => {
    const wanted = [file, ...group, title].join(' > ');
    let name = wanted;
    for (let again = 2; names.has(name); again += 1) name = `${wanted} (${again})`;
    names.add(name);
    const { before, after } = around;
    tests.push({ name, body: () => runAround(before, body, after) });
  };
  const describe = (title, body) => {
    const outside = around;
    group = [...group, title];
    around = { before: [...outside.before], after: [...outside.after] };
    try {
      body();
    } finally {
      group = group.slice(0, -1);
      around = outside;
    }
  };
  test.each = eachRow(test, (body, row) => () => body(...row));
  describe.each = eachRow(describe, (body, row) => () => body(...row));

  // Any test may run alone, so each one is prepared separately.
  const beforeAll = (prepare) => around.before.push(prepare);
  const afterAll = (tidyUp) => around.after.push(tidyUp);

  Object.assign(globalThis, { describe, test, it: test, expect, jest, beforeAll, afterAll });
  load();
  return tests;
}

async function runAround(before, body, after) {
  for (const prepare of before) await prepare();
  try {
    await body();
  } finally {
    for (const tidyUp of after) await tidyUp();
  }
}

function eachRow(declare, bind) {
  return (table) => (title, body) => {
    for (const each of table) {
      const row = Array.isArray(each) ? each : [each];
      declare(titleOf(title, row), bind(body, row));
    }
  };
}

/** `%s` and similar placeholders take the values of a row; further values are not shown. */
function titleOf(title, row) {
  const places = (title.match(/%[sdifjop]/g) ?? []).length;
  return format(title.replaceAll('%p', '%j'), ...row.slice(0, places));
}

module.exports = { testsDeclaredBy };
