'use strict';
/** The package as it is published: in `lib` of this repository, or in another folder named by `CDK_SECURE_TRUST_LIB`. */
const path = require('node:path');
const { CLOCK } = require('./vocabulary');

const LIB = path.resolve(process.env.CDK_SECURE_TRUST_LIB ?? path.join(__dirname, '..', '..', 'lib'));

/** What is asked of the engine. Not all of it is used outside of it: `tools/bundle` exports the rest for this comparison. */
const { Budget, clock, evaluate, findRequest, readTrustPolicy, solveKey } = require(path.join(LIB, 'engine.js'));
/** What people ask: the findings of all rules. */
const { TrustPolicy } = require(path.join(LIB, 'index.js'));

/** The package knows that no request is made in the past: for it, it is always the first moment at which requests are generated. */
clock.now = () => Date.parse(CLOCK);

module.exports = { Budget, evaluate, findRequest, readTrustPolicy, solveKey, TrustPolicy };
