'use strict';
/**
 * Questions about whole policies. `closed` claims that no request exists: no generated request that the simulator allows may be one that
 * the question is about. `open` shows a request: it has to be one that AWS can produce, that the question is about, and that the simulator
 * allows.
 */
const { evaluate, findRequest } = require('./package-under-test');
const { askOracle } = require('./compare');
const { canExist, completions, isAws, sidesOf, whyImpossible } = require('./possible-requests');
const { OWN } = require('./vocabulary');

const OWNER = { account: OWN, partition: 'aws', region: 'us-east-1' };

/** Each question twice: as the package asks it, and as a check of one request (with lower-case keys). */
const QUESTIONS = [
  { name: 'anybody', question: () => ({ callers: () => true }), covers: () => true },
  {
    name: 'user of another account without MFA',
    question: () => ({ callers: ({ kind, mfa, account }) => kind === 'iam-user' && mfa !== 'true' && account !== OWN }),
    covers: ({ caller, context }) =>
      caller.kind === 'iam-user' && caller.account !== OWN && context['aws:multifactorauthpresent'] !== 'true',
  },
  {
    name: 'AWS principal of an account that is not named',
    question: (document) => ({ callers: (caller) => isAws(caller) && !namedAccounts(document).has(caller.account) }),
    covers: ({ caller }, document) => isAws(caller) && !namedAccounts(document).has(caller.account),
  },
  {
    name: 'AWS principal of another account without ExternalId',
    question: () => ({
      callers: (caller) => isAws(caller) && caller.account !== OWN,
      requirements: () => [{ key: 'sts:externalid', mayBeAbsent: true, mayBePresent: false, differsFrom: [] }],
    }),
    covers: ({ caller, context }) => isAws(caller) && caller.account !== OWN && context['sts:externalid'] === undefined,
  },
  {
    name: 'caller who tags the session',
    question: () => ({ callers: () => true, sides: ['sts:TagSession'] }),
    covers: ({ context }) => sidesOf(context).includes('sts:TagSession'),
  },
  {
    name: 'service, or holder of a token or assertion',
    question: () => ({ callers: (caller) => !isAws(caller) }),
    covers: ({ caller }) => !isAws(caller),
  },
];

function namedAccounts(document) {
  return new Set([OWN, ...(JSON.stringify(document).match(/(?<!\d)\d{12}(?!\d)/g) ?? [])]);
}

/**
 * @param answered the generated requests that AWS can produce, each with the simulator's answer
 * @returns one record per question: its verdict, and what is wrong with it, if anything
 */
function checkVerdicts(reading, document, answered) {
  return QUESTIONS.map(({ name, question, covers }) => {
    const verdict = findRequest(reading, OWNER, { about: name, ...question(document) });
    if (verdict.kind === 'undecided') return { name, kind: 'undecided', reasons: verdict.reasons };
    if (verdict.kind === 'open') {
      const policy = reading.variants[verdict.variant];
      return { name, ...checkWitness(policy, document, verdict.request, (request) => covers(request, document)) };
    }
    const contradicts = ({ request, answer }) =>
      answer === 'allowed' && canExist(document, request.caller) && covers(lowerCased(request), document);
    const admitted = answered.find(contradicts);
    if (admitted === undefined) return { name, kind: 'closed' };
    return { name, kind: 'closed', wrong: 'closed, but the simulator lets this request in', request: admitted.request };
  });
}

function checkWitness(policy, document, witness, covers) {
  const request = fromPackageRequest(witness);
  const wrong = (why) => ({ kind: 'open', wrong: why, request });
  if (!covers(request)) return wrong('the witness is not what the question is about');
  const impossible = whyImpossible(request);
  if (impossible !== undefined) return wrong(`AWS does not produce the witness: ${impossible}`);
  const outcome = evaluate(policy, witness).outcome;
  if (outcome === 'denied') return wrong('the evaluator denies the witness');
  // It is allowed by undocumented behaviour, so the simulator cannot confirm it.
  if (outcome === 'undecided') return { kind: 'open on undocumented behaviour' };
  const answers = completions(request, document).map((complete) => askOracle(document, complete));
  const admitting = answers.find(({ answer }) => answer === 'allowed');
  if (admitting !== undefined) return { kind: 'open', by: admitting.by };
  return wrong(
    answers.length === 1
      ? 'the simulator denies the witness'
      : 'the simulator denies the witness together with the keys that it must come with',
  );
}

function fromPackageRequest({ action, caller, context, undocumented }) {
  const values = Object.fromEntries(context);
  return { action, caller, context: values, sides: sidesOf(values), undocumented: [...(undocumented ?? [])] };
}

function lowerCased(request) {
  return { ...request, context: Object.fromEntries(Object.entries(request.context).map(([key, value]) => [key.toLowerCase(), value])) };
}

module.exports = { checkVerdicts, QUESTIONS };
