/** What the page of `--format html` shows: the roles with their findings, and the graph, as data that its script reads. */
import { Fix } from '../../findings/fix';
import { PowerLevel } from '../../findings/power-level';
import { fixInWords } from '../../findings/renderers/fix-in-words';
import { FindingReport, RoleReport } from '../../findings/renderers/report';
import { nameOfRole } from '../../findings/role-source';
import { severityOf } from '../../findings/severity';
import { describeWitness } from '../../findings/wording';
import { accountWithName, KnownAccounts } from '../../rules/support/known-accounts';
import { Reach } from '../explore';
import { ReachReport, reachReport } from '../reach-report';

export interface PageInput {
  /** In the order of the inputs. */
  readonly roles: Iterable<PageRole>;
  readonly reach: Reach;
  readonly accounts: KnownAccounts;
  /** What the report does not cover, one line each. */
  readonly notes: readonly string[];
  /** What the page shows first. */
  readonly view: 'roles' | 'paths';
}

export interface PageRole {
  /** The id of its node. */
  readonly id: string;
  /** With the fixes. */
  readonly report: RoleReport;
  /** The trust policy as the input has it. */
  readonly document: unknown;
}

/** `from`, `to` and `hops` are places in the lists: ids are long, and there can be very many. */
interface PageData {
  readonly view: PageInput['view'];
  readonly summary: string;
  readonly notes: readonly string[];
  /** By id, the accounts with a name. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly nodes: readonly PageNode[];
  readonly edges: readonly PageEdge[];
  readonly paths: readonly PagePath[];
  /** Each document once. */
  readonly policies: readonly unknown[];
}

type NodeReport = ReachReport['nodes'][number];

interface PageNode extends Omit<NodeReport, 'power' | 'account'> {
  readonly account?: string;
  readonly power?: NonNullable<NodeReport['power']>;
  readonly file?: string;
  readonly policy?: number;
  readonly findings?: readonly PageFinding[];
}

interface PageFinding {
  readonly rule: string;
  readonly also?: readonly string[];
  readonly level: string;
  readonly severity: number;
  readonly message: string;
  readonly because: string;
  readonly statement?: number;
  readonly witness?: string;
  readonly fixes: readonly { readonly text: string; readonly copy: string }[];
  /** Where no fix was proved. */
  readonly advice?: string;
  readonly docs: string;
  /** Why it was accepted. */
  readonly accepted?: string;
  /** JSON pointers of the parts of the document that fixes change. */
  readonly marks: readonly string[];
}

interface PageEdge {
  readonly from: number;
  readonly to: number;
  readonly trust: 'open' | 'undecided';
  readonly side: string;
  readonly needsPermission?: boolean;
  readonly request?: string;
  readonly statements?: readonly number[];
  readonly reasons?: readonly string[];
}

interface PagePath {
  readonly from: number;
  readonly to: number;
  readonly hops: readonly number[];
  readonly level: string;
  readonly because: string;
  readonly accepted?: string;
}

export function pageData({ roles, reach, accounts, notes, view }: PageInput): PageData {
  const report = reachReport(reach);
  const policies = new Documents();
  const powers = new Map(reach.nodes.map(({ id, power }) => [id, power?.level]));
  const byId = new Map<string, Partial<PageNode>>();
  let findings = 0;
  for (const { id, report: role, document } of roles) {
    findings += role.findings.filter(({ acknowledged }) => !acknowledged).length;
    byId.set(id, {
      name: nameOfRole(role.source),
      file: role.source.file,
      policy: policies.placeOf(document),
      findings: role.findings.map((finding) => findingOf(finding, powers.get(id))),
    });
  }
  const nodes = report.nodes.map(({ power, account, ...node }): PageNode => (
    { ...node, ...account !== null && { account }, ...power !== null && { power }, ...byId.get(node.id) }
  ));
  const placeOf = new Map(nodes.map(({ id }, place) => [id, place]));
  const edgePlaces = new Map(report.edges.map(({ from, to }, place) => [JSON.stringify([from, to]), place]));
  return {
    view,
    summary: [counted(byId.size, 'role'), counted(findings, 'finding'), `${counted(report.paths.length, 'path')} to power`].join(', '),
    notes,
    accounts: namesOfAccounts(nodes, accounts),
    nodes,
    edges: report.edges.map((edge): PageEdge => ({
      from: placeOf.get(edge.from)!,
      to: placeOf.get(edge.to)!,
      trust: edge.trust,
      side: edge.callerSide,
      needsPermission: edge.needsPermission,
      request: edge.request === null ? undefined : describeWitness(edge.request),
      statements: edge.statements?.map(({ index }) => index),
      reasons: edge.reasons,
    })),
    paths: report.paths.map(({ from, to, hops, power, accepted }): PagePath => ({
      from: placeOf.get(from)!,
      to: placeOf.get(to)!,
      hops: hops.map((hop) => edgePlaces.get(JSON.stringify([hop.from, hop.to]))!),
      level: power.level,
      because: power.because,
      accepted: accepted?.reason,
    })),
    policies: policies.all,
  };
}

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}

function namesOfAccounts(nodes: readonly PageNode[], accounts: KnownAccounts): Record<string, string> {
  const ids = [...new Set(nodes.flatMap(({ account }) => account ?? []))];
  const named = ids.map((id) => [id, accountWithName(id, accounts.get(id)?.name)] as const);
  return Object.fromEntries(named.filter(([id, name]) => id !== name));
}

class Documents {
  public readonly all: unknown[] = [];
  private readonly places = new Map<string, number>();

  public placeOf(document: unknown): number {
    const text = JSON.stringify(document) ?? 'null';
    let place = this.places.get(text);
    if (place === undefined) {
      place = this.all.push(document ?? null) - 1;
      this.places.set(text, place);
    }
    return place;
  }
}

/** What the role can do counts for how serious the finding is. */
function findingOf(finding: FindingReport, power: PowerLevel | undefined): PageFinding {
  const { ruleId, also, level, message, because, statement, witness, fix, fixes = [], noFix, docs } = finding;
  const advice = [fix, ...noFix === undefined ? [] : [`no fix was proved: ${noFix}`]].join('\n');
  return {
    rule: ruleId,
    also,
    level,
    severity: severityOf(finding, power),
    message,
    because,
    statement: statement?.index,
    witness: witness && describeWitness(witness),
    fixes: fixes.map((each) => ({ text: fixInWords(each), copy: toCopy(each) })),
    advice: fixes.length === 0 ? advice : undefined,
    docs,
    accepted: finding.acknowledged?.reason,
    marks: [...new Set(fixes.flatMap(({ edits }) => edits.filter(({ op }) => op !== 'add').map(({ path }) => path)))],
  };
}

/** The code of the app, the edits of the document, or what to declare. */
function toCopy({ cdk, edits, config }: Fix): string {
  if (cdk) return cdk.code;
  return JSON.stringify(edits.length > 0 ? edits : config, undefined, 2);
}

