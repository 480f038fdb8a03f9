'use strict';
/** The package as it is published: in `lib` of this repository, or in another folder named by `CDK_SECURE_TRUST_LIB`. */
const path = require('node:path');

const LIB = path.resolve(process.env.CDK_SECURE_TRUST_LIB ?? path.join(__dirname, '..', 'lib'));

/** What is asked of the engine. Not all of it is used outside of it: `tools/bundle` exports the rest for this comparison. */
const { Budget, evaluate, findRequest, readTrustPolicy, solveKey } = require(path.join(LIB, 'engine.js'));
/** What people ask: the findings of all rules. */
const { TrustPolicy } = require(path.join(LIB, 'index.js'));

module.exports = { Budget, evaluate, findRequest, readTrustPolicy, solveKey, TrustPolicy };
