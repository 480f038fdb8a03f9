/**
 * Acceptances that cover no finding: acknowledgements of the CDK, entries of the settings file, and findings of the baseline. Each gets a
 * warning, so that it does not silently accept a finding that is made later; the baseline gets one for all.
 *
 * The CDK can validate one stack after the other, so an acceptance is judged when all stacks that it is about have been.
 */
import { PolicyViolation, Stack, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Acknowledgements } from './acknowledgement';
import type { BaselineOfApp } from './baseline-of-app';
import { HIDDEN_TEMPLATE_RULE } from './hidden-template';
import type { Acceptances, StaleAcceptance } from '../../assessment/acceptances';
import type { BaselineReport } from '../../findings/renderers/report';
import { STALE_ACCEPTANCE_RULE, staleBaselineInWords, staleInWords } from '../../findings/renderers/stale-acceptance';
import { PLUGIN_NAME, RULE_IDS } from '../../rules/rule-ids';
import { stacksAround, StacksOfApp } from '../construct-tree/stacks-of-app';

type IsCovered = (construct: IConstruct) => boolean;

export class StaleAcceptances {
  private readonly judged = new Set<Stack>();
  private readonly done = new Set<IConstruct>();
  /** Entries of the settings file that cover no finding; known when all stacks have been judged. */
  public ofFile: readonly StaleAcceptance[] = [];
  /** Known at the same time. */
  public ofBaseline: BaselineReport | undefined;

  constructor(private readonly acknowledgements: Acknowledgements, private readonly acceptances: Acceptances | undefined) { }

  /** @param judgedNow the stacks of this call */
  public violations(app: StacksOfApp, judgedNow: readonly Stack[], isMeant: IsCovered, baseline?: BaselineOfApp): PolicyViolation[] {
    if (judgedNow.some((stack) => this.judged.has(stack))) this.startAgain();
    judgedNow.forEach((stack) => this.judged.add(stack));
    return [...this.staleAcknowledgements(app, isMeant), ...this.staleEntries(app, isMeant, baseline)];
  }

  /** For another synthesis of the same app. */
  private startAgain(): void {
    this.judged.clear();
    this.done.clear();
    this.ofFile = [];
    this.ofBaseline = undefined;
  }

  private staleAcknowledgements({ acknowledging, stacks }: StacksOfApp, isMeant: IsCovered): PolicyViolation[] {
    const ready = acknowledging.filter((scope) => isMeant(scope) && !this.done.has(scope) && this.isJudged(scope, stacks));
    ready.forEach((scope) => this.done.add(scope));
    return ready.flatMap((scope) => knownIdsAt(scope)
      .filter((id) => !this.acknowledgements.isUsed(scope, id))
      .map((id) => violation(`'${id}' is acknowledged here, but nothing at or below this construct has a finding of this rule`, scope)));
  }

  private isJudged(scope: IConstruct, stacks: readonly Stack[]): boolean {
    const around = stacksAround(scope).slice(0, 1);
    return [...around, ...stacks.filter((stack) => stack.node.scopes.includes(scope))].every((stack) => this.judged.has(stack));
  }

  /** A guard that covers a part of the app does not see all roles that the files may be about. */
  private staleEntries({ stacks }: StacksOfApp, isMeant: IsCovered, baseline: BaselineOfApp | undefined): PolicyViolation[] {
    if (!stacks.every((stack) => this.judged.has(stack) && isMeant(stack))) return [];
    this.ofFile = this.acceptances?.stale() ?? [];
    this.ofBaseline = baseline?.report();
    return [
      ...this.ofFile.map(staleInWords),
      ...this.ofBaseline && this.ofBaseline.stale > 0 ? [staleBaselineInWords(this.ofBaseline)] : [],
    ].map((what) => violation(what));
  }
}

function knownIdsAt(scope: IConstruct): string[] {
  const known = [...RULE_IDS, HIDDEN_TEMPLATE_RULE].map((rule) => `${PLUGIN_NAME}::${rule}`);
  const ids = scope.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys((data ?? {}) as object));
  return [...new Set(ids)].filter((id) => known.includes(id));
}

/** Without a scope it belongs to the settings file: the CDK CLI keeps it whichever stacks are selected. */
function violation(what: string, scope?: IConstruct): PolicyViolation {
  return {
    ruleName: STALE_ACCEPTANCE_RULE,
    severity: 'warning',
    description: `${STALE_ACCEPTANCE_RULE}: ${what}`,
    fix: scope === undefined ? undefined : 'remove the acknowledgement',
    violatingResources: [{ constructPath: scope?.node.path, locations: [] }],
  };
}
