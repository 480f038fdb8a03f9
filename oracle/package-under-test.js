'use strict';
/** The compiled package: `lib` of this repository, or another folder named by `CDK_SECURE_TRUST_LIB`. */
const path = require('node:path');

const LIB = path.resolve(process.env.CDK_SECURE_TRUST_LIB ?? path.join(__dirname, '..', 'lib'));

/** A module of the package, by its path in `src`. */
function fromPackage(name) {
  return require(path.join(LIB, name));
}

module.exports = { fromPackage };
