/**
 * What the hook, the rules and the query of an aggregator cost for a whole organization, and how near they come to the quotas of AWS: the
 * tables of `docs/scale.md`, computed. Every figure that they rest on is in `ASSUMED`, `MEASURED` or `FROM_AWS`.
 *
 *     node tools/scale.js            (prints the tables)
 *     node tools/scale.js --write    (writes them into the page; a test compares)
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const PAGE = path.join(__dirname, '..', 'docs', 'scale.md');
const BEGIN = '<!-- computed by `node tools/scale.js --write` -->';
const END = '<!-- end of what is computed -->';

const ROLES_OF_AN_ACCOUNT = 100;
const SCALES = [10, 1_000, 10_000].map((accounts) => ({ accounts, roles: accounts * ROLES_OF_AN_ACCOUNT }));

/** The timeout that the construct gives the function of a rule. */
const FUNCTION_SECONDS = 600;

/** Change these to your own. */
const ASSUMED = {
  changesOfARole: { value: 1, says: 'a role is created, changed or deleted so often in a month; each time it is one configuration item' },
  waitingSeconds: { value: 0.2, says: 'seconds that an evaluation waits for AWS: AssumeRole and PutEvaluations, or a page of roles' },
  logBytes: { value: 1_000, says: 'bytes of log for each invocation' },
  hookRegions: { value: 4, says: 'regions in which roles are created, each with a hook' },
  waveSeconds: { value: 600, says: 'seconds in which a stack set changes one role in every account' },
  pageSeconds: { value: 0.5, says: 'seconds for a page of the query of an aggregator, one after the other' },
  largestAccount: { value: 5_000, says: 'roles in the largest account' },
};

/** Where: `docs/organization.md` and `docs/benchmarks.md`, "What was measured". */
const MEASURED = {
  memoryMb: { value: 512, says: 'MB: the memory that the constructs give the function' },
  coldCpuMs: { value: 220, says: 'ms of CPU for a cold start and the first answer (182 and 38)' },
  warmCpuMs: { value: 23, says: 'ms of CPU for each further role, the mean of 500 random policies: those that people write take less' },
  checkCpuSeconds: { value: 46, says: 'seconds of CPU of `check` for 100,000 roles of an aggregator' },
  inputMb: { value: 50, says: 'MB: what the query returns for 100,000 roles' },
};

const CONFIG_PRICING = 'https://aws.amazon.com/config/pricing/';
const CONFIG_QUOTAS = 'https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html';
const CONFIG_API = 'https://docs.aws.amazon.com/config/latest/APIReference/';
const LAMBDA_PRICING = 'https://aws.amazon.com/lambda/pricing/';
const LAMBDA_QUOTAS = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const LAMBDA_MEMORY = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html';
const LAMBDA_HOOKS = 'https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/lambda-hooks-create-lambda-function.html';
const LOGS_PRICING = 'https://aws.amazon.com/cloudwatch/pricing/';
const CLOUDFORMATION_PRICING = 'https://aws.amazon.com/cloudformation/pricing/';
const CLOUDFORMATION_QUOTAS = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html';
const IAM_QUOTAS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';

/** Found in November 2026 in a stored copy of the page, in AWS's price list, or in a text that quotes them. */
const read = (value, page, says) => ({ value, page, says, from: 'read' });
/** Of 27 November 2026, and not confirmed. */
const remembered = (value, page, says) => ({ value, page, says, from: '**from memory**' });

const FROM_AWS = {
  firstEvaluations: read(0.001, CONFIG_PRICING, 'US dollars for an evaluation of a rule, the first 100,000 in a month and region'),
  nextEvaluations: read(0.0008, CONFIG_PRICING, 'US dollars for the next 400,000'),
  furtherEvaluations: remembered(0.0005, CONFIG_PRICING, 'US dollars for all others'),
  recordedItem: read(0.003, CONFIG_PRICING, 'US dollars for a configuration item, recorded continuously'),
  hookInvocation: read(0, CLOUDFORMATION_PRICING, 'US dollars for an invocation of a Lambda hook (price list of October 2024)'),
  requests: read(0.2, LAMBDA_PRICING, 'US dollars for a million requests of AWS Lambda'),
  gbSecond: read(0.0000166667, LAMBDA_PRICING, 'US dollars for a GB-second of AWS Lambda (x86), cold starts included'),
  logGb: remembered(0.5, LOGS_PRICING, 'US dollars for a GB that is written to Amazon CloudWatch Logs'),
  mbOfVcpu: remembered(1_769, LAMBDA_MEMORY, 'MB of memory with which a function has one vCPU'),
  concurrency: read(1_000, LAMBDA_QUOTAS, 'executions at the same time in an account and region (new accounts have fewer)'),
  hookSeconds: read(30, LAMBDA_HOOKS, 'seconds that CloudFormation waits for the function of a hook'),
  hooks: read(100, CLOUDFORMATION_QUOTAS, 'hooks in an account, and for one resource'),
  stackInstances: read(100_000, CLOUDFORMATION_QUOTAS, 'stack instances of a stack set'),
  batch: read(100, `${CONFIG_API}API_PutEvaluations.html`, 'evaluations in one call of PutEvaluations'),
  pageSize: remembered(100, `${CONFIG_API}API_SelectAggregateResourceConfig.html`, 'results on a page of a query'),
  organizationRules: read(150, CONFIG_QUOTAS, 'organization rules in an organization, fixed'),
  aggregatorAccounts: read(10_000, CONFIG_QUOTAS, 'accounts in an aggregator, fixed'),
  assumeRole: remembered(600, IAM_QUOTAS, 'requests in a second to AWS STS from one account and region'),
};

/** For a link. */
function nameOfPage(page) {
  const { hostname, pathname } = new URL(page);
  const words = pathname.split('/').filter(Boolean);
  return hostname === 'aws.amazon.com' ? words.join(' ') : words.at(-1).replace('.html', '');
}

const valuesOf = (figures) => Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value]));
const assumed = valuesOf(ASSUMED);
const measured = valuesOf(MEASURED);
const aws = valuesOf(FROM_AWS);

// --- the arithmetic

/** The tiers of AWS Config count the evaluations of all accounts that are billed together. */
function priceOfEvaluations(count) {
  const first = Math.min(count, 100_000);
  const next = Math.min(count - first, 400_000);
  return first * aws.firstEvaluations + next * aws.nextEvaluations + (count - first - next) * aws.furtherEvaluations;
}

/** A function has the share of a vCPU that its memory is of 1,769 MB. */
const secondsOf = (cpuMs) => cpuMs / 1_000 / (measured.memoryMb / aws.mbOfVcpu);
const COLD = secondsOf(measured.coldCpuMs);
const WARM = secondsOf(measured.warmCpuMs);

function priceOfInvocations(count, seconds) {
  const gbSeconds = count * seconds * measured.memoryMb / 1_024;
  return count / 1e6 * aws.requests + gbSeconds * aws.gbSecond + count * assumed.logBytes / 1e9 * aws.logGb;
}

/** One scheduled evaluation of an account: one invocation, which asks for the roles and reports them, a page at a time. */
function scheduledSeconds(roles) {
  return COLD + roles * WARM + 2 * Math.ceil(roles / aws.batch) * assumed.waitingSeconds;
}

/** Every invocation is counted as a cold start: the rarer the events, the nearer that is to the truth. */
function estimate({ accounts, roles }) {
  const changes = roles * assumed.changesOfARole;
  const daily = 30 * roles;
  const evaluationSeconds = COLD + assumed.waitingSeconds;
  return {
    changes,
    recording: changes * aws.recordedItem,
    hook: { seconds: COLD, price: changes * aws.hookInvocation + priceOfInvocations(changes, COLD) },
    rule: {
      seconds: evaluationSeconds,
      evaluations: priceOfEvaluations(changes),
      invocations: priceOfInvocations(changes, evaluationSeconds),
    },
    firstEvaluation: {
      price: priceOfEvaluations(roles) + priceOfInvocations(roles, evaluationSeconds),
      minutesOfAssumeRole: roles / aws.assumeRole / 60,
    },
    schedule: {
      evaluations: daily,
      price: priceOfEvaluations(daily) + priceOfInvocations(30 * accounts, scheduledSeconds(ROLES_OF_AN_ACCOUNT)),
    },
    query: {
      requests: Math.ceil(roles / aws.pageSize),
      minutes: Math.ceil(roles / aws.pageSize) * assumed.pageSeconds / 60,
      cpuMinutes: roles / 100_000 * measured.checkCpuSeconds / 60,
      mb: roles / 100_000 * measured.inputMb,
    },
    wave: { perSecond: accounts / assumed.waveSeconds, concurrency: accounts / assumed.waveSeconds * evaluationSeconds },
  };
}

// --- the tables

const round = (value, digits = 0) => value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const short = (value) => (Number.isInteger(value) || value >= 10 ? round(value) : value >= 0.1 ? round(value, 1) : 'under 0.1');
const dollars = (value) => `$${round(value, value < 100 ? 2 : 0)}`;
const row = (cells) => `| ${cells.join(' | ')} |`;

function table(head, rows) {
  const align = head.map((title, column) => (column === 0 || title === 'page' ? '---' : '---:'));
  return [row(head), row(align), ...rows.map(row)].join('\n');
}

function resultTables() {
  const results = SCALES.map(estimate);
  const of = (name, text) => [name, ...results.map(text)];
  const head = ['', ...SCALES.map(({ accounts, roles }) => `${round(accounts)} accounts, ${round(roles)} roles`)];
  const usage = (used, limit) => `${short(used)} of ${round(limit)}`;
  return [
    '### In a month', '',
    table(head, [
      of('changes of roles: invocations of the hook, and evaluations of the rule', ({ changes }) => round(changes)),
      of('**hook**: AWS Lambda and its log', ({ hook }) => dollars(hook.price)),
      of('**rule**: evaluations, AWS Config', ({ rule }) => dollars(rule.evaluations)),
      of('rule: AWS Lambda and its log', ({ rule }) => dollars(rule.invocations)),
      of('the month in which the rule is created, in addition: every role is evaluated once',
        ({ firstEvaluation }) => dollars(firstEvaluation.price)),
      of('with `maximumExecutionFrequency` of a day, in addition: evaluations', ({ schedule }) => round(schedule.evaluations)),
      of('the same: price', ({ schedule }) => dollars(schedule.price)),
      of('for comparison: recording the changes, AWS Config, with or without the rule', ({ recording }) => dollars(recording)),
    ]),
    '', '### One query of an aggregator, and `check`', '',
    table(head, [
      of('requests', ({ query }) => round(query.requests)),
      of('minutes for them, one after the other', ({ query }) => short(query.minutes)),
      of('MB of answers', ({ query }) => short(query.mb)),
      of('minutes of CPU of `check`', ({ query }) => short(query.cpuMinutes)),
      of('price', () => '$0.00'),
    ]),
    '', '### Time and quotas', '',
    table(head, [
      of('seconds that the hook adds to a role, of those that CloudFormation waits', ({ hook }) => usage(hook.seconds, aws.hookSeconds)),
      of('seconds of an evaluation', ({ rule }) => short(rule.seconds)),
      of('one role changes in every account: evaluations in a second', ({ wave }) => short(wave.perSecond)),
      of('the same: executions at the same time', ({ wave }) => usage(wave.concurrency, aws.concurrency)),
      of('the organization rule is created: least minutes that AWS STS allows for one AssumeRole for each role',
        ({ firstEvaluation }) => short(firstEvaluation.minutesOfAssumeRole)),
      of('the same, as fast as AWS STS allows: executions at the same time', ({ rule }) => usage(rule.seconds * aws.assumeRole, aws.concurrency)),
      of('seconds of a scheduled evaluation of the largest account, of those that its function has',
        () => usage(scheduledSeconds(assumed.largestAccount), FUNCTION_SECONDS)),
      of('hooks in each account, with all targets', () => usage(2, aws.hooks)),
      ['stack instances with a hook', ...SCALES.map(({ accounts }) => usage(accounts * assumed.hookRegions, aws.stackInstances))],
      ['accounts in an aggregator', ...SCALES.map(({ accounts }) => usage(accounts, aws.aggregatorAccounts))],
      of('organization rules', () => usage(1, aws.organizationRules)),
    ]),
  ].join('\n');
}

const plainTable = (figures) => table(['', 'value'], Object.values(figures).map(({ value, says }) => [says, written(value)]));

function figureTables() {
  const sourced = Object.values(FROM_AWS)
    .map(({ value, says, page, from }) => [says, written(value), `[${nameOfPage(page)}](${page})`, from]);
  return [
    '### Measured here', '', plainTable(MEASURED),
    '', '### From AWS', '', table(['', 'value', 'page', ''], sourced),
  ].join('\n');
}

const written = (value) => value.toLocaleString('en-US', { maximumFractionDigits: 10 });

/** The blocks of the page, in their order. */
const blocks = () => [plainTable(ASSUMED), resultTables(), figureTables()];

function withTables(page) {
  const texts = blocks();
  const parts = page.split(BEGIN);
  return [parts[0], ...parts.slice(1).map((part, index) => `\n\n${texts[index]}\n\n${END}${part.split(END)[1]}`)].join(BEGIN);
}

module.exports = { estimate, priceOfEvaluations, withTables };

if (require.main === module) {
  if (process.argv.includes('--write')) fs.writeFileSync(PAGE, withTables(fs.readFileSync(PAGE, 'utf8')));
  else console.log(blocks().join('\n\n'));
}
