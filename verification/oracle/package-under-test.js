'use strict';
/** The package as it is published: in `lib` of this repository, or in another folder named by `CDK_SECURE_TRUST_LIB`. */
const path = require('node:path');
const { CLOCK } = require('./vocabulary');

const LIB = path.resolve(process.env.CDK_SECURE_TRUST_LIB ?? path.join(__dirname, '..', '..', 'lib'));

const load = (file) => require(path.join(LIB, file));

/** The functions of the engine that are tested. */
const { Budget } = load('analysis/budget.js');
const { findRequest } = load('analysis/find-request.js');
const { solveKey } = load('analysis/key-constraints/solve-key.js');
const { readTrustPolicy } = load('cloudformation/read-trust-policy.js');
const { clock } = load('evaluation/clock.js');
const { evaluate } = load('evaluation/evaluate-trust-policy.js');
/** What users see: the findings of all rules. */
const { TrustPolicy } = load('index.js');

/** The package knows that no request is made in the past: its clock is set to the earliest time of the generated requests. */
clock.now = () => Date.parse(CLOCK);

module.exports = { Budget, evaluate, findRequest, readTrustPolicy, solveKey, TrustPolicy };
