'use strict';
/** One attempt of the tables, checked by the simulator, the package's evaluator and its command. */
const { simulate } = require('./simulator');

/** Which side denies an attempt, as the tables write it. */
const REFUSED_BY = { allowed: [], trust: ['trust'], caller: ['caller'], both: ['trust', 'caller'] };

/** The term in the JSON of `explain`. */
const CALLER_SIDE = { allowed: 'allows', denied: 'denies' };

/**
 * @param asked the role as stored, the caller, its policies as stored, and what is sent
 * @returns the differences from the table, one sentence each
 */
function judge(asked, { verdict, causes }, packageUnderTest) {
  const refusedBy = REFUSED_BY[verdict];
  const expected = {
    trust: outcome(!refusedBy.includes('trust')),
    caller: outcome(!refusedBy.includes('caller')),
    decision: outcome(refusedBy.length === 0),
  };
  const wrong = [];
  const must = (who, said, wanted) => {
    if (JSON.stringify(said) !== JSON.stringify(wanted)) wrong.push(`${who}: ${JSON.stringify(said)}, not ${JSON.stringify(wanted)}`);
  };

  const simulated = simulate(asked);
  must('the simulator, of the trust policy', simulated.trust, expected.trust);
  must('the simulator, of the whole', simulated.decision, expected.decision);
  must('TrustPolicy.evaluate', packageUnderTest.evaluate(asked), expected.trust);
  const explained = packageUnderTest.explain(asked);
  must('explain', explained.decision, expected.decision);
  must('the causes that explain tells', explained.causes.toSorted(), causes.toSorted());
  if (isOfOtherAccount(asked)) {
    must('the simulator, of the policies of the caller', simulated.caller, expected.caller);
    must('explain, of the policies of the caller', explained.callerSide, CALLER_SIDE[expected.caller]);
  }
  return wrong;
}

/** Then, and only then, the caller's own policies have to allow the call, whatever the trust policy says. */
function isOfOtherAccount({ role, caller }) {
  return caller.startsWith('arn:') && caller.split(':')[4] !== role.arn.split(':')[4];
}

function outcome(isAllowed) {
  return isAllowed ? 'allowed' : 'denied';
}

module.exports = { judge };
