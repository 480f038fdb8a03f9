/**
 * The guard: an aspect and a validation plugin in one, so that no role of an app goes unseen.
 *
 * All judging happens when the CDK asks its validation plugins, for only then every Stage, every later aspect and every
 * override has been applied. The aspect only notes which subtree is meant, and makes sure that the plugin is asked.
 */
import { App, Aspects, IAspect, IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { guardRun } from './doors';
import type { GuardRun } from './guard-run';
import { guardSettings, GuardSettings } from './guard-settings';
import { PACKAGE_VERSION } from './package-version';
import { TrustPolicyGuardProps } from './trust-policy-guard-props';
import { PLUGIN_NAME } from '../../cloudformation/waivers';
import { crashInWords } from '../../findings/crash';
import { RULE_IDS } from '../../rules/rule-ids';

/**
 * Fails the build when an IAM role of the app has an unsafe trust policy: each finding comes with a concrete request that gets
 * in, and with the fix.
 *
 * Add it to the app, through either door. As a validation plugin (an `App` or a `Stage`) or as an aspect (any construct) it
 * covers the same: everything below, nested Stages, nested stacks, included templates and raw resources too. A finding that is
 * meant can be acknowledged with `Validations.of(role).acknowledge({ id: 'SecureTrust::mfa-required', reason: '…' })`, at the
 * role or at any scope above it.
 *
 * Two things to know. Findings come with the synthesis of the app: a test that synthesizes a Stage alone sees none. And the
 * CDK never visits an aspect that is added to a Stage which is already synthesized, as a Stage is as soon as
 * `pipelines.CodePipeline#addStage` has taken it: add the guard to the app, or to the Stage as a validation plugin.
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * Aspects.of(app).add(new TrustPolicyGuard());
 * // or
 * Validations.of(app).addPlugins(new TrustPolicyGuard());
 */
export class TrustPolicyGuard implements IAspect, IPolicyValidationPlugin {
  /** The name in the CDK's report, and the namespace of the ids to acknowledge. */
  public readonly name: string = PLUGIN_NAME;
  /** The version of this package. */
  public readonly version?: string = PACKAGE_VERSION;

  private readonly settings: GuardSettings;
  private readonly visited = new WeakSet<IConstruct>();
  private readonly visitedSubtrees = new WeakSet<IConstruct>();
  private readonly runs = new WeakMap<IConstruct, GuardRun>();
  private readonly aspectDoors = new WeakSet<IConstruct>();

  /**
   * @throws when an account is given twice, when `levels` names no rule, or when `undecided` and `levels.undecided` differ.
   */
  constructor(props: TrustPolicyGuardProps = {}) {
    this.settings = guardSettings(props);
  }

  /** The ids of the rules. */
  public get ruleIds(): string[] | undefined {
    return [...RULE_IDS];
  }

  /** Called by the CDK for each construct that the guard was added to as an aspect. */
  public visit(node: IConstruct): void {
    const parent = node.node.scope;
    this.visited.add(node);
    // The tree below is part of the same subtree, behind the same door.
    if (parent !== undefined && this.visited.has(parent)) return;
    this.visitedSubtrees.add(node);
    this.openAspectDoor(node.node.root);
  }

  /** Called by the CDK when the app is synthesized. Never throws: what goes wrong is in the report. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return neverThrowing(() => this.runOf(context.appConstruct).validate(context));
  }

  /**
   * A plugin of its own, so that what the user gave to a Stage or the app as a plugin (all of it is meant) and what the
   * aspect covers (its subtrees) stay apart.
   */
  private openAspectDoor(root: IConstruct): void {
    if (this.aspectDoors.has(root)) return;
    if (!App.isApp(root)) {
      throw new Error(`TrustPolicyGuard: the construct tree of '${root.node.path}' has no App at its root, so the CDK would never validate it; create it inside an App`);
    }
    this.aspectDoors.add(root);
    const door: IPolicyValidationPlugin = {
      name: this.name,
      version: this.version,
      ruleIds: this.ruleIds,
      validate: (context) => neverThrowing(() => this.runOf(root).validateSubtrees(context, (construct) => this.isSubtree(construct))),
    };
    Validations.of(root).addPlugins(door);
  }

  /** The second half finds a place that the CDK never visits: a Stage that was synthesized before the guard was added to it. */
  private isSubtree(construct: IConstruct): boolean {
    return this.visitedSubtrees.has(construct) || Aspects.of(construct).all.includes(this);
  }

  private runOf(root: IConstruct): GuardRun {
    const known = this.runs.get(root);
    if (known !== undefined) return known;
    const run = new (guardRun().GuardRun)(root, this.settings);
    this.runs.set(root, run);
    return run;
  }
}

/** The command line passes over a plugin that throws, and the build would go on. What the run itself cannot catch is that it cannot begin. */
function neverThrowing(validate: () => PolicyValidationPluginReport): PolicyValidationPluginReport {
  try {
    return validate();
  } catch (error) {
    const description = `internal-error: the guard cannot work, so no trust policy was judged: ${crashInWords(error)}`;
    return { success: false, violations: [{ ruleName: 'internal-error', severity: 'fatal', description, violatingResources: [{ locations: [] }] }] };
  }
}
