/**
 * The guard: an aspect and a validation plugin in one, so that no role of an app is missed.
 *
 * Trust policies are checked when the CDK runs its validation plugins, because only then have all Stages, aspects and overrides been
 * applied. The aspect only records which subtrees to check, and registers the plugin.
 */
import {
  App, Aspects, IAspect, IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation, Validations,
} from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { guardRun } from './doors';
import type { GuardRun } from './guard-run';
import { guardSettings, GuardSettings } from './guard-settings';
import { packageVersion } from './package-version';
import { TrustPolicyGuardProps } from './trust-policy-guard-props';
import { crashInWords } from '../../findings/crash';
import { PLUGIN_NAME, RULE_IDS } from '../../rules/rule-ids';

/**
 * Fails the build if an IAM role of the app has an unsafe trust policy. Each finding shows a concrete request that is allowed, and the fix.
 *
 * Add the guard as an aspect to any construct, or as a validation plugin to an `App` or a `Stage`. Both cover everything below the
 * construct, including nested Stages, nested stacks, included templates and raw resources. To accept a finding, acknowledge it with
 * `Validations.of(role).acknowledge({ id: 'SecureTrust::mfa-required', reason: '…' })`, at the role or at any scope above it.
 *
 * Findings are reported when the app is synthesized: a test that synthesizes only a Stage does not report any. The CDK does not visit
 * aspects that are added to a Stage after the Stage was synthesized, for example by `pipelines.CodePipeline#addStage`. In this case, add
 * the guard to the app, or add it to the Stage as a validation plugin.
 *
 * @see https://github.com/cdk-secure-trust/cdk-secure-trust/tree/main/docs/rules
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * Aspects.of(app).add(new TrustPolicyGuard());
 * // or
 * Validations.of(app).addPlugins(new TrustPolicyGuard());
 */
export class TrustPolicyGuard implements IAspect, IPolicyValidationPlugin {
  /** The name of the plugin in the report of the CDK, and the namespace of the IDs to acknowledge. */
  public readonly name: string = PLUGIN_NAME;
  private readonly settings: GuardSettings;
  private readonly visited = new WeakSet<IConstruct>();
  private readonly visitedSubtrees = new WeakSet<IConstruct>();
  private readonly runs = new WeakMap<IConstruct, GuardRun>();
  private readonly registered = new WeakSet<IConstruct>();

  /**
   * @throws if an account is specified twice, an organization ID is not valid, `levels` contains an unknown rule ID, `configFile` or
   * `reportFile` is empty, the settings file cannot be read or contains a setting that is not valid, or `undecided` and `levels.undecided`
   * differ.
   */
  constructor(props: TrustPolicyGuardProps = {}) {
    this.settings = guardSettings(props);
  }

  /** The version of this package. */
  public get version(): string | undefined {
    return packageVersion();
  }

  /** The IDs of the rules. */
  public get ruleIds(): string[] | undefined {
    return [...RULE_IDS];
  }

  /** Called by the CDK for each construct in the scope of the aspect. */
  public visit(node: IConstruct): void {
    const parent = node.node.scope;
    this.visited.add(node);
    // Everything below is part of the same subtree.
    if (parent !== undefined && this.visited.has(parent)) return;
    this.visitedSubtrees.add(node);
    this.registerForAspect(node.node.root);
  }

  /** Called by the CDK when the app is synthesized. Does not throw: an error is a violation in the report. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return neverThrowing(() => this.runOf(context.appConstruct).validate(context));
  }

  /**
   * Registers a separate plugin for the subtrees of the aspect, because a guard that was added to a Stage or an app as a plugin covers
   * all of it.
   */
  private registerForAspect(root: IConstruct): void {
    if (this.registered.has(root)) return;
    if (!App.isApp(root)) {
      throw new Error(
        `TrustPolicyGuard: the construct tree of '${root.node.path}' has no App at its root, so the CDK would not validate it: `
        + 'create it inside an App',
      );
    }
    this.registered.add(root);
    const plugin: IPolicyValidationPlugin = {
      name: this.name,
      version: this.version,
      ruleIds: this.ruleIds,
      validate: (context) => neverThrowing(() => this.runOf(root).validateSubtrees(context, (construct) => this.isSubtree(construct))),
    };
    Validations.of(root).addPlugins(plugin);
  }

  /** The second condition finds a Stage that was synthesized before the guard was added to it, which the CDK does not visit. */
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

/** The CDK CLI ignores a plugin that throws, and the build would continue. The run catches its own errors, but it may fail to start. */
function neverThrowing(validate: () => PolicyValidationPluginReport): PolicyValidationPluginReport {
  try {
    return validate();
  } catch (error) {
    const description = `internal-error: the guard failed to start, so no trust policy was checked: ${crashInWords(error)}`;
    const violation: PolicyViolation = {
      ruleName: 'internal-error',
      severity: 'fatal',
      description,
      violatingResources: [{ locations: [] }],
    };
    return { success: false, violations: [violation] };
  }
}
