/**
 * The guard at work on one app. The CDK may ask several times in one synthesis (2.262 once for each account and region), each
 * time about other stacks: every call judges exactly the stacks it names, so that each finding is reported once.
 */
import * as path from 'path';
import { IPolicyValidationContext, PolicyValidationPluginReport, PolicyViolation, Stack, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { GuardSettings } from './guard-settings';
import { JudgedRole, judgeRole, textOfError } from './judged-role';
import { withAccountsOfApp } from './known-account';
import { PACKAGE_VERSION } from './package-version';
import { reportRole, writeReport } from './report-file';
import { failureViolation, INTERNAL_ERROR_RULE, REPORT_FILE_RULE, violationsOf } from './violations';
import { findRoles } from '../construct-tree/find-roles';
import { synthesizedStack, templatePathOf } from '../construct-tree/rendered-stack';
import { isTopLevel, StacksOfApp } from '../construct-tree/stacks-of-app';
import type { RoleReport } from '../report/report';

type IsMeant = (construct: IConstruct) => boolean;

export class GuardRun {
  /** The templates that the user handed over through the plugin door: they are covered there, wholly. */
  private readonly coveredByPlugin = new Set<string>();
  /** By stack; a second synthesis of the same app replaces what it judges again. */
  private readonly reports = new Map<Stack, readonly RoleReport[]>();
  /** In tree order. */
  private stacks: readonly Stack[] = [];

  constructor(private readonly root: IConstruct, private readonly settings: GuardSettings) { }

  /** The plugin door: everything in the stacks of the call. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const files = absolute(context.templatePaths);
    files.forEach((file) => this.coveredByPlugin.add(file));
    return this.report(files, () => true);
  }

  /** The aspect door: what lies in the subtrees, and was not handed over through the plugin door too. */
  public validateSubtrees(context: IPolicyValidationContext, isSubtree: IsMeant): PolicyValidationPluginReport {
    const files = absolute(context.templatePaths).filter((file) => !this.coveredByPlugin.has(file));
    return this.report(files, (construct) => construct.node.scopes.some(isSubtree));
  }

  /** Catches everything: the command line passes over a plugin that throws, and the build would go on. */
  private report(files: readonly string[], isMeant: IsMeant): PolicyValidationPluginReport {
    const violations: PolicyViolation[] = [];
    attempt(violations, INTERNAL_ERROR_RULE, 'the guard failed, so trust policies of this app were not judged', () => {
      violations.push(...violationsOf(this.judge(files, isMeant, violations)));
    });
    if (this.settings.reportFile !== undefined) {
      const { reportFile } = this.settings;
      attempt(violations, REPORT_FILE_RULE, 'the report was not written', () => this.writeReport(reportFile));
    }
    return { success: violations.every(({ severity }) => severity !== 'error' && severity !== 'fatal'), violations };
  }

  private judge(files: readonly string[], isMeant: IsMeant, violations: PolicyViolation[]): JudgedRole[] {
    const app = new StacksOfApp(this.root, synthesizedStack);
    this.stacks = app.stacks;
    const settings = { ...this.settings, accounts: withAccountsOfApp(this.settings.accounts, app.explicitAccounts()) };
    const asked = new Set(files);
    const unseen = new Set(files);
    const judged: JudgedRole[] = [];
    for (const stack of app.stacks) {
      const template = templateInAssembly(stack, asked);
      if (!asked.has(template)) continue;
      unseen.delete(template);
      attempt(violations, INTERNAL_ERROR_RULE, `the guard failed on the stack ${stack.node.path}, so none of its trust policies were judged`, () => {
        const roles = findRoles(app, app.rendering(stack));
        const meant = isMeant(stack) ? roles : roles.filter(({ node }) => isMeant(node));
        const judgedHere = meant.map((role) => judgeRole(role, settings));
        judged.push(...judgedHere);
        if (this.settings.reportFile !== undefined) this.reports.set(stack, judgedHere.map(reportRole));
      });
    }
    for (const template of unseen) {
      violations.push(failureViolation(INTERNAL_ERROR_RULE, `the template ${template} belongs to no stack of the construct tree, so its trust policies were not judged`));
    }
    return judged;
  }

  private writeReport(reportFile: string): void {
    if (!Stage.isStage(this.root)) throw new Error('the construct tree has no App at its root');
    writeReport(reportFile, this.root.outdir, this.stacks.flatMap((stack) => this.reports.get(stack) ?? []), PACKAGE_VERSION);
  }
}

/** The template by which the CDK knows the stack: that of the stack it is nested in, for those that are part of another. */
function templateInAssembly(stack: Stack, asked: ReadonlySet<string>): string {
  const stacks = stack.node.scopes.filter((scope): scope is Stack => Stack.isStack(scope)).reverse();
  const owner = stacks.find((each) => isTopLevel(each) || asked.has(templatePathOf(each) ?? '')) ?? stack;
  return templatePathOf(owner) ?? '';
}

function attempt(violations: PolicyViolation[], rule: string, otherwise: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    violations.push(failureViolation(rule, `${otherwise}: ${textOfError(error)}`));
  }
}

function absolute(files: readonly string[]): string[] {
  return files.map((file) => path.resolve(file));
}
