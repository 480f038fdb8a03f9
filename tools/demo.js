/**
 * `npm run demo`: the example apps, synthesized by the real CDK CLI with the packed package. The secure one must pass; the one with three
 * classic mistakes must fail, and show an allowed request for each. Ends with two summary lines.
 */
'use strict';

const fs = require('node:fs');
const { placeExample, runCdk } = require('./cdk-cli');
const { CONSUMERS, preparePackedPackage } = require('./packed-package');

/** Each mistake of `examples/three-mistakes`: the role that has it, and the rule that must report it. */
const MISTAKES = [
  { role: 'Workload/Deploy', mistake: 'AWS "*"', rule: 'public-principal' },
  { role: 'Workload/BillingScan', mistake: 'a foreign account root without conditions', rule: 'specific-principal' },
  { role: 'Workload/Audit', mistake: 'MFA by BoolIfExists', rule: 'mfa-required' },
];

async function demo() {
  console.log('Packing cdk-secure-trust and installing it as a user would ...');
  await preparePackedPackage();

  const wellMade = synthesize('two-accounts', ['--quiet']);
  must(wellMade.status === 0, `two-accounts must pass, but cdk synth exited ${wellMade.status}`);

  const mistaken = synthesize('three-mistakes', ['--quiet']);
  must(mistaken.status === 1, `three-mistakes must fail, but cdk synth exited ${mistaken.status}`);
  for (const { role, rule } of MISTAKES) {
    must(showsWitness(mistaken.output, role, rule), `three-mistakes must show a ${rule} finding for ${role} with a request that gets in`);
  }

  const found = MISTAKES.map(({ mistake, rule }) => `${mistake} (${rule})`).join(', ');
  console.log(
    '\nShown: two-accounts passes cdk synth: roles for audit, deployment and on-call across two accounts, each for one named principal.',
  );
  console.log(`Shown: three-mistakes fails it, each mistake with a request that gets in: ${found}.`);
}

function synthesize(example, args) {
  const consumer = CONSUMERS[CONSUMERS.length - 1];
  const folder = placeExample(consumer, example);
  try {
    console.log(`\n$ cd examples/${example} && npx cdk synth ${args.join(' ')}      # aws-cdk-lib ${consumer.cdkVersion}`);
    const { status, output } = runCdk(consumer, folder, ['synth', ...args]);
    console.log(`${output.trimEnd()}\n[exit status ${status}]`);
    return { status, output };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A finding is printed as one block, which names the rule, the role and the request. */
function showsWitness(output, role, rule) {
  const pieces = output.split(/^(?=ERROR )/m);
  return pieces.some(
    (piece) => piece.startsWith(`ERROR ${rule}: `) && piece.includes(`${role}/Resource`) && /^\s*witness\s+sts:AssumeRole by /m.test(piece),
  );
}

function must(held, otherwise) {
  if (!held) {
    throw new Error(otherwise);
  }
}

demo().catch((error) => {
  console.error(`\nThe demo failed: ${error.message}`);
  process.exitCode = 1;
});
