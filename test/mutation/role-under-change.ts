/**
 * A real secure role whose trust policy is changed after the fact, and what reports it: the role itself at the end of synthesis, and the
 * guard, which reads the final template and does not know the props of the role.
 */
import { App, CfnCondition, CfnElement, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Shape } from './secure-shapes';
import { DocumentJson } from './statement';
import { Owner } from '../../src/analysis/fill-deploy-time-values';
import { findNewlyAllowed } from '../../src/analysis/find-newly-allowed';
import { Verdict } from '../../src/analysis/verdict';
import { AuditSettings, auditRole } from '../../src/assessment/assess';
import { auditPlainPolicy } from '../../src/assessment/plain-policies';
import { trustInStack } from '../../src/cdk/construct-tree/find-roles';
import { renderedElement, renderedStack } from '../../src/cdk/construct-tree/rendered-stack';
import { StacksOfApp } from '../../src/cdk/construct-tree/stacks-of-app';
import { Acknowledgements } from '../../src/cdk/guard/acknowledgement';
import { judgeRole, openErrors } from '../../src/cdk/guard/judged-role';
import { withAccountsOfApp } from '../../src/cdk/guard/known-account';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';

export interface Judgement {
  /** The ids of the rules whose findings fail the build. */
  readonly guard: readonly string[];
  /** What the role reports about itself; each line fails the build. */
  readonly selfCheck: readonly string[];
}

export class RoleUnderChange {
  public readonly role: iam.Role;
  /** The document in the template before any change. */
  public readonly document: DocumentJson;
  private readonly stack: Stack;
  private readonly resource: iam.CfnRole;

  constructor(shape: Shape) {
    this.role = shape();
    this.stack = Stack.of(this.role);
    this.resource = this.role.node.defaultChild as iam.CfnRole;
    const late = new CfnParameter(this.stack, 'When');
    new CfnCondition(this.stack, 'Late', { expression: Fn.conditionEquals(late.valueAsString, 'late') });
    this.document = documentOf(this.resource);
  }

  public get context(): DeployTimeContext {
    return new StacksOfApp(this.stack.node.root, renderedStack).context(this.stack);
  }

  public get owner(): Owner {
    const { account, partition, region } = this.context;
    return { account, partition, region };
  }

  /** The ARNs that references to the OIDC providers of the stack stand for. */
  public get providerArns(): Readonly<Record<string, string>> {
    const { account, partition } = this.owner;
    const providers = this.stack.node.findAll().filter((node): node is iam.CfnOIDCProvider => node instanceof iam.CfnOIDCProvider);
    return Object.fromEntries(providers.map((provider) => [
      this.stack.getLogicalId(provider), `arn:${partition}:iam::${account}:oidc-provider/${provider.url?.replace('https://', '')}`,
    ]));
  }

  /** Assigns the document and runs the checks, as synthesis would. */
  public judge(document: unknown): Judgement {
    this.resource.assumeRolePolicyDocument = document;
    return { selfCheck: this.role.node.validate(), guard: this.guardFindings() };
  }

  /** A request that the changed document allows, and the one before does not. */
  public newlyAllowed(document: unknown): Verdict {
    const { context } = this;
    return findNewlyAllowed(readTrustPolicy(this.document, context), readTrustPolicy(document, context), this.owner);
  }

  private guardFindings(): string[] {
    const app = new StacksOfApp(this.stack.node.root as App, renderedStack);
    const settings: AuditSettings = { accounts: withAccountsOfApp(new Map(), app.explicitAccounts()), levels: {} };
    const roles = trustInStack(app, app.rendering(this.stack)).roles.filter(({ node }) => node === this.resource);
    if (roles.length !== 1) throw new Error(`the guard sees ${roles.length} roles in place of one`);
    const judged = judgeRole(roles[0], {
      audit: (each) => auditPlainPolicy(each, settings) ?? auditRole(each, settings),
      // Only which findings there are matters here.
      fixes: () => ({ addTo: (findings) => findings }),
      settings,
      acknowledgements: new Acknowledgements(undefined),
    });
    if (judged.internalError !== undefined) throw new Error(judged.internalError);
    return openErrors(judged).map(({ ruleId }) => ruleId);
  }
}

function documentOf(resource: CfnElement): DocumentJson {
  type Roles = Readonly<Record<string, { readonly Properties: { readonly AssumeRolePolicyDocument: DocumentJson } }>>;
  const { Resources: resources } = renderedElement(resource) as { readonly Resources: Roles };
  return Object.values(resources)[0].Properties.AssumeRolePolicyDocument;
}
