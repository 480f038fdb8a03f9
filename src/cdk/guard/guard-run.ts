/**
 * Runs the guard on one app. The CDK can call a plugin several times in one synthesis (2.262: once for each account and region), each
 * time for other stacks. Every call checks exactly the stacks it names, so that each finding is reported once.
 */
import * as path from 'path';
import { IPolicyValidationContext, PolicyValidationPluginReport, PolicyViolation, Stack, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Acknowledgements } from './acknowledgement';
import type { BaselineOfApp } from './baseline-of-app';
import { administratorsOfApp, baselineOfApp, judging, reportFile } from './doors';
import type { FixesOfApp } from './fixes-of-app';
import { GuardSettings } from './guard-settings';
import { Judged, JudgedRole, judgeHiddenPlace, judgeRole, GuardTools } from './judged-role';
import { withAccountsOfApp } from './known-account';
import { mistakenAcknowledgements } from './mistaken-acknowledgements';
import { packageVersion } from './package-version';
import type { ReportedPlaces } from './report-file';
import { ExternalIdsOfApp } from './shared-external-ids';
import { StaleAcceptances } from './stale-acceptances';
import type { FailureRule } from './violations';
import { Acceptances, dayInUtc } from '../../assessment/acceptances';
import type { RoleAudit } from '../../assessment/assess';
import { AuditMemory } from '../../assessment/audit-memory';
import { auditPlainPolicy } from '../../assessment/plain-policies';
import { crashInWords, textOfError } from '../../findings/crash';
import type { RoleReport } from '../../findings/renderers/report';
import { HiddenPlace, keyOfRole, RoleInTree, TrustInStack, trustInStack } from '../construct-tree/find-roles';
import { synthesizedStack, templatePathOf } from '../construct-tree/rendered-stack';
import { isTopLevel, stacksAround, StacksOfApp } from '../construct-tree/stacks-of-app';
import { TemplatesBehindUrls } from '../construct-tree/templates-behind-urls';

type IsMeant = (construct: IConstruct) => boolean;

/** The results of one call. Roles without findings are not kept: most roles have none, and their templates are large. */
class Results {
  public readonly roles: JudgedRole[] = [];
  public readonly hidden: Judged<HiddenPlace>[] = [];
  /** Violations about the guard itself. */
  public readonly own: PolicyViolation[] = [];

  public get violations(): PolicyViolation[] {
    return this.roles.length + this.hidden.length === 0 ? this.own : [...this.own, ...judging().violationsOf(this.roles, this.hidden)];
  }
}

export class GuardRun {
  /** The templates of the Stages and apps that the guard was added to as a plugin: there, the whole template is covered. */
  private readonly coveredByPlugin = new Set<string>();
  /** A second synthesis of the same app replaces the reports of its stacks. */
  private readonly reports = new Map<Stack, ReportedPlaces>();
  /** By the key of the role: where its report is. */
  private readonly reportedAt = new Map<string, { readonly roles: RoleReport[]; readonly index: number }>();
  private readonly externalIds = new ExternalIdsOfApp();
  private readonly acknowledgements: Acknowledgements;
  private readonly stale: StaleAcceptances;
  private baseline?: BaselineOfApp;
  /** In tree order. */
  private stacks: readonly Stack[] = [];

  constructor(private readonly root: IConstruct, private readonly settings: GuardSettings) {
    const { accept } = settings;
    const acceptances = accept.length === 0 ? undefined : new Acceptances(accept, dayInUtc(new Date()));
    this.acknowledgements = new Acknowledgements(acceptances);
    this.stale = new StaleAcceptances(this.acknowledgements, acceptances);
  }

  /** For a guard that was added as a plugin: everything in the stacks of the call. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const files = absolute(context.templatePaths);
    files.forEach((file) => this.coveredByPlugin.add(file));
    return this.report(files, () => true);
  }

  /** For a guard that was added as an aspect: what is in its subtrees, unless it is covered as a plugin as well. */
  public validateSubtrees(context: IPolicyValidationContext, isSubtree: IsMeant): PolicyValidationPluginReport {
    const files = absolute(context.templatePaths).filter((file) => !this.coveredByPlugin.has(file));
    return this.report(files, (construct) => construct.node.scopes.some(isSubtree));
  }

  /** Catches every error: the CDK CLI ignores a plugin that throws, and the build would continue. */
  private report(files: readonly string[], isMeant: IsMeant): PolicyValidationPluginReport {
    const results = new Results();
    const violations: PolicyViolation[] = [];
    attempt(violations, 'internal-error', 'the guard failed, so the trust policies of this app were not checked', () => {
      this.judge(files, isMeant, results);
      violations.push(...results.violations);
    });
    const { reportFile: file } = this.settings;
    if (file !== undefined) attempt(violations, 'report-file', 'the report was not written', () => this.writeReport(file));
    return { success: violations.every(({ severity }) => severity !== 'error' && severity !== 'fatal'), violations };
  }

  private judge(files: readonly string[], isMeant: IsMeant, results: Results): void {
    const app = new StacksOfApp(this.root, synthesizedStack);
    this.stacks = app.stacks;
    const asked = new Set(files);
    const unseen = new Set(files);
    const judgedStacks: Stack[] = [];
    const judge = new StackJudge(app, this.settings, this.acknowledgements, isMeant, this.readBaseline(results.own));
    for (const stack of app.stacks) {
      const template = templateInAssembly(stack, asked);
      if (!asked.has(template)) continue;
      unseen.delete(template);
      judgedStacks.push(stack);
      const failure = `the guard failed on the stack ${stack.node.path}, so none of its trust policies were checked`;
      attempt(results.own, 'internal-error', failure, () => {
        this.baseline?.startAgain(stack);
        const { roles, hidden } = judge.judge(stack);
        this.externalIds.note(stack, roles.map(({ externalIds }) => externalIds));
        results.roles.push(...roles.filter(({ findings, internalError }) => findings.length > 0 || internalError !== undefined));
        results.hidden.push(...hidden);
        if (this.settings.reportFile !== undefined) this.keepReport(stack, roles, hidden);
      });
    }
    attempt(results.own, 'internal-error', 'the guard failed to compare the ExternalIds of the roles', () => {
      const judged = new Set(judgedStacks);
      const accepted = { acknowledgements: this.acknowledgements, baseline: this.baseline };
      const shared = this.externalIds.compare(judged, judge.settings, accepted, (stack) => judge.rolesOf(stack));
      shared.forEach((each) => this.addFindings(each, results));
    });
    attempt(results.own, 'internal-error', 'the guard failed to follow callers from outside through the roles', () => {
      judge.reachedAdministrators(results.roles).forEach((each) => this.addFindings(each, results));
    });
    const isIncomplete = results.own.length > 0 || results.roles.some(({ internalError }) => internalError !== undefined);
    results.own.push(...mistakenAcknowledgements(app, judgedStacks, isMeant));
    if (!isIncomplete) results.own.push(...this.stale.violations(app, judgedStacks, isMeant, this.baseline));
    for (const template of unseen) {
      const failure = `the template ${template} does not belong to a stack of the construct tree, so its trust policies were not checked`;
      results.own.push(judging().failureViolation('internal-error', failure));
    }
  }

  /** In the first call. Without it, nothing is accepted. */
  private readBaseline(violations: PolicyViolation[]): BaselineOfApp | undefined {
    const { baselineFile: file, configFile } = this.settings;
    if (file === undefined || this.baseline) return this.baseline;
    try {
      const { BaselineOfApp: OfApp, readBaselineFile } = baselineOfApp();
      this.baseline = new OfApp(readBaselineFile(file));
    } catch (error) {
      const assembly = Stage.isStage(this.root) ? path.relative('', this.root.outdir) : 'cdk.out';
      const config = configFile === undefined ? '' : ` --config ${configFile}`;
      const fix = `write the baseline: npx cdk-secure-trust check ${assembly}${config} --baseline ${file} --update-baseline`;
      const what = `the baseline was not read, so it accepts nothing: ${textOfError(error)}`;
      violations.push(judging().failureViolation('baseline-file', what, fix));
    }
    return this.baseline;
  }

  /** To a role whose own findings may already be in the results. */
  private addFindings({ place, findings }: JudgedRole, results: Results): void {
    const key = keyOfRole(place);
    const at = results.roles.findIndex((other) => keyOfRole(other.place) === key);
    const judged = { place, findings: [...(results.roles[at]?.findings ?? []), ...findings] };
    results.roles.splice(at < 0 ? results.roles.length : at, 1, judged);
    const reported = this.reportedAt.get(key);
    if (reported) reported.roles[reported.index] = reportFile().reportRole(judged);
  }

  private keepReport(stack: Stack, judged: readonly JudgedRole[], hidden: readonly Judged<HiddenPlace>[]): void {
    const { reportRole, reportUnseen } = reportFile();
    const roles = judged.map(reportRole);
    this.reports.set(stack, { roles, unseen: hidden.map(reportUnseen) });
    judged.forEach(({ place }, index) => this.reportedAt.set(keyOfRole(place), { roles, index }));
  }

  private writeReport(file: string): void {
    if (!Stage.isStage(this.root)) throw new Error('the construct tree has no App at its root');
    const reports = this.stacks.flatMap((stack) => this.reports.get(stack) ?? []);
    const [roles, unseen] = [reports.flatMap((each) => each.roles), reports.flatMap((each) => each.unseen)];
    const { ofFile: stale, ofBaseline: baseline } = this.stale;
    reportFile().writeReport(file, this.root.outdir, { roles, unseen, stale, baseline }, packageVersion());
  }
}

/** Checks the stacks of one app, one after the other. */
class StackJudge {
  private readonly behind: TemplatesBehindUrls;
  public readonly settings: GuardSettings;
  private readonly memory: AuditMemory<RoleAudit>;
  private readonly tools: GuardTools;
  private fixesOfApp: FixesOfApp | undefined;

  constructor(
    private readonly app: StacksOfApp, settings: GuardSettings, private readonly acknowledgements: Acknowledgements,
    private readonly isMeant: IsMeant, baseline: BaselineOfApp | undefined,
  ) {
    this.settings = { ...settings, accounts: withAccountsOfApp(settings.accounts, app.explicitAccounts()) };
    this.behind = new TemplatesBehindUrls(app);
    this.memory = new AuditMemory((subject) => judging().auditRole(subject, this.settings));
    this.tools = { settings: this.settings, acknowledgements, baseline, audit: (role) => this.audit(role), fixes: () => this.fixes() };
  }

  public judge(stack: Stack): { readonly roles: readonly JudgedRole[]; readonly hidden: readonly Judged<HiddenPlace>[] } {
    const { roles, hidden } = this.trustIn(stack);
    return {
      roles: this.meant(stack, roles).map((role) => judgeRole(role, this.tools)),
      hidden: this.meant(stack, hidden).map((place) => judgeHiddenPlace(place, this.acknowledgements)),
    };
  }

  /** The roles that were checked, in the same order. */
  public rolesOf(stack: Stack): readonly RoleInTree[] {
    return this.meant(stack, this.trustIn(stack).roles);
  }

  /** The findings about roles by which a caller from outside, whom another finding names, ends up at an administrator. */
  public reachedAdministrators(judged: readonly JudgedRole[]): readonly JudgedRole[] {
    if (!judged.some(mayBeEntered)) return [];
    const { app, settings, acknowledgements } = this;
    const rolesOf = (stack: Stack) => this.trustIn(stack).roles;
    return administratorsOfApp().reachedAdministrators(judged, { app, rolesOf, settings, acknowledgements });
  }

  private trustIn(stack: Stack): TrustInStack {
    return trustInStack(this.app, this.app.rendering(stack), this.behind);
  }

  /** A document inside another template is not plain JSON: it contains values of the outer template. */
  private audit(role: RoleInTree): RoleAudit {
    if (role.inside !== undefined) return judging().auditRole(role, this.settings);
    return auditPlainPolicy(role, this.settings) ?? this.memory.resultOf(role);
  }

  private fixes(): FixesOfApp {
    const { FixesOfApp: Fixes } = judging();
    this.fixesOfApp ??= new Fixes(this.settings);
    return this.fixesOfApp;
  }

  private meant<Place extends { readonly node: IConstruct }>(stack: Stack, places: readonly Place[]): readonly Place[] {
    return this.isMeant(stack) ? places : places.filter(({ node }) => this.isMeant(node));
  }
}

/** May one of its findings name a caller from outside? Most apps have no such role, and then the graph is not loaded. */
function mayBeEntered({ findings }: JudgedRole): boolean {
  return findings.some(({ finding, acknowledgement }) => finding.witness !== undefined && acknowledgement === undefined);
}

/** The template by which the CDK knows the stack: for a nested stack, the template of the stack around it. */
function templateInAssembly(stack: Stack, asked: ReadonlySet<string>): string {
  const owner = stacksAround(stack).find((each) => isTopLevel(each) || asked.has(templatePathOf(each) ?? '')) ?? stack;
  return templatePathOf(owner) ?? '';
}

function attempt(violations: PolicyViolation[], rule: FailureRule, otherwise: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    violations.push(judging().failureViolation(rule, `${otherwise}: ${crashInWords(error)}`));
  }
}

function absolute(files: readonly string[]): string[] {
  return files.map((file) => path.resolve(file));
}
