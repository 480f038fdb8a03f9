/** The parts that the programs share. */
'use strict';

/** All lines of the code after the first are indented; the first one is already in place. */
function indented(code, indentation) {
  return code.replaceAll('\n', `\n${indentation}`);
}

/** A line of code for each stack; `stacks` says by name whether the CDK merges statements there. */
function forEachStack(stacks, line) {
  return Object.entries(stacks).map(([stack, minimizes]) => line(stack, minimizes)).join('');
}

module.exports = { forEachStack, indented };
