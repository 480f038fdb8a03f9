/** Pages with any number of made-up roles, in accounts of a hundred, without the work of judging them. */
import { TrustSummary } from '../../../src/assessment/summarize';
import { FindingReport } from '../../../src/findings/renderers/report';
import { Edge } from '../../../src/reach/edge';
import { JudgedPath, Reach } from '../../../src/reach/explore';
import { ReachNode } from '../../../src/reach/node';
import { PageInput, PageRole } from '../../../src/reach/page/page-data';
import { renderPage } from '../../../src/reach/page/render-page';
import { Power } from '../../../src/reach/power';
import { OpenAdmission } from '../../../src/reach/trust-of-role';

const NOTHING_TO_SUMMARIZE = {} as TrustSummary;

export interface PageOptions {
  readonly view?: PageInput['view'];
  /** The name of each role. */
  readonly nameOf?: (index: number) => string;
  readonly notes?: PageInput['notes'];
}

const GITHUB: ReachNode = { id: 'oidc:github', kind: 'identity-provider', name: 'GitHub Actions repo:acme/*', isOwn: false };
const DATADOG: ReachNode = {
  id: 'account:464622532012', kind: 'account', account: '464622532012', name: 'account 464622532012 (Datadog)', isOwn: false,
};

/**
 * Role 0 is a gate for GitHub, and leads to 1, which leads to 2, an administrator; each account begins with such a chain. Every tenth role
 * has a finding about Datadog, and Datadog can assume it.
 */
export function madeUpPage(count: number, { view = 'roles', nameOf = (index) => `role-${index}`, notes = [] }: PageOptions = {}): string {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const roles = numbers.map((index): ReachNode => (
    { id: idOf(index), kind: 'role', account: accountOf(index), name: nameOf(index), power: powerOf(index) }
  ));
  const edges = numbers.flatMap((index): Edge[] => [
    ...index % 100 === 0 ? [edge(GITHUB.id, idOf(index)), edge(idOf(index), idOf(index + 1)), edge(idOf(index + 1), idOf(index + 2))] : [],
    ...index % 10 === 5 ? [edge(DATADOG.id, idOf(index))] : [],
  ]);
  const paths = numbers.filter((index) => index % 100 === 0).map((index): JudgedPath => ({
    from: GITHUB.id,
    to: idOf(index + 2),
    hops: edges.filter(({ to }) => [idOf(index), idOf(index + 1), idOf(index + 2)].includes(to)),
    power: powerOf(index + 2),
    isCertain: true,
    isUnsafe: true,
  }));
  const reach: Reach = { nodes: [GITHUB, DATADOG, ...roles], edges, paths, leftOut: 0, isUnsafe: true, isPart: false };
  const pageRoles = numbers.map((index) => roleOf(index, nameOf(index)));
  return renderPage('Who can assume these roles', { view, reach, accounts: new Map(), notes, roles: pageRoles });
}

export function idOf(index: number): string {
  return `arn:aws:iam::${accountOf(index)}:role/r${index}`;
}

function accountOf(index: number): string {
  return String(100_000_000_000 + Math.floor(index / 100));
}

function powerOf(index: number): Power {
  const level = index % 100 === 2 ? 'administrator' : 'reads';
  const allowed = level === 'reads' ? 's3:GetObject' : 'every action on every resource';
  return { level, atLeast: level, atMost: level, because: `its policies allow ${allowed}`, notKnown: [] };
}

function edge(from: string, to: string): Edge {
  const request = { action: 'sts:AssumeRole', caller: { kind: 'role-session', arn: from }, context: {} } as const;
  const statements = [{ index: 0, notPrincipal: false, principals: [] }];
  const admission = { trust: 'open', request, evaluated: request, statements } as unknown as OpenAdmission;
  return { from, to, trust: 'open', callerSide: 'allows', admission };
}

function roleOf(index: number, name: string): PageRole {
  const isForDatadog = index % 10 === 5;
  return {
    id: idOf(index),
    document: {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: isForDatadog ? { AWS: 'arn:aws:iam::464622532012:root' } : { Service: 'lambda.amazonaws.com' },
      }],
    },
    report: {
      source: { file: 'account.json', roleName: name },
      account: accountOf(index),
      summary: NOTHING_TO_SUMMARIZE,
      findings: isForDatadog ? [finding(name)] : [],
    },
  };
}

function finding(name: string): FindingReport {
  return {
    ruleId: 'external-id-required',
    level: 'error',
    severity: 7.8,
    status: 'open',
    message: `account 464622532012 (Datadog) can assume ${name} without an ExternalId`,
    because: 'statement 0 has no condition on sts:ExternalId',
    statement: { index: 0 },
    witness: {
      action: 'sts:AssumeRole',
      caller: { kind: 'role-session', arn: 'arn:aws:sts::464622532012:assumed-role/example/example-session', account: '464622532012' },
      context: {},
    },
    fix: 'require an ExternalId',
    fixes: [{
      id: 'require-external-id',
      title: 'require an ExternalId',
      edits: [{ op: 'add', path: '/Statement/0/Condition', value: { StringEquals: { 'sts:ExternalId': '<external-id>' } } }],
      placeholders: [{ name: 'external-id', kind: 'external-id', example: '9b0e6f0c' }],
      proof: { closes: ['external-id-required'], remaining: [], shutsOut: null, admitsNobodyNew: true },
    }],
    docs: 'https://example.com/external-id-required.md',
  };
}
