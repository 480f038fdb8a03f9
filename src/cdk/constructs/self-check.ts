/**
 * The last look at a role's own trust policy: when everything else is done, does its resource still say what was declared?
 *
 * `assumeRolePolicy` is open to everybody, and overrides and aspects reach the resource below it. Nothing of that is forbidden,
 * as long as nobody gets in who did not before.
 */
import { CfnElement, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { canonicalTrustPolicy } from './canonical-trust-policy';
import { findNewlyAllowed } from '../../analysis/find-newly-allowed';
import { Open } from '../../analysis/verdict';
import { readTrustPolicy } from '../../cloudformation/read-trust-policy';
import { readWaivers, Waiver } from '../../cloudformation/waivers';
import { textOfError } from '../../findings/crash';
import { witnessOf } from '../../findings/witness';
import { describeStatement, describeWitness, listOf } from '../../findings/wording';
import { TrustPolicyReading } from '../../policy/trust-policy';
import { renderedStack } from '../construct-tree/rendered-stack';
import { StacksOfApp } from '../construct-tree/stacks-of-app';

/** What the role was built with. */
export interface DeclaredTrust {
  readonly policy: iam.PolicyDocument;
  readonly waivers: readonly Waiver[];
  /** False where `Role.customizeRoles` keeps roles out of the template; then the document is all there is, and it goes to the report. */
  readonly inTemplate: boolean;
}

interface RenderedRole {
  readonly Type?: unknown;
  readonly Properties?: { readonly AssumeRolePolicyDocument?: unknown };
  readonly Metadata?: unknown;
}

const TAKE_BACK = 'Take back the change (assumeRolePolicy.addStatements, an override, or an aspect), or say what you mean in the props of the role.';

/** One line for each thing wrong with the final role; none when it lets in nobody but those declared. Never throws. */
export function checkFinalTrust(role: iam.Role, declared: DeclaredTrust): string[] {
  try {
    if (!declared.inTemplate) return checkDocument(role, declared, Stack.of(role).resolve(role.assumeRolePolicy));
    return checkRendered(role, declared, renderedRole(role.node.tryFindChild('Resource')));
  } catch (error) {
    return [`the final trust policy of this role cannot be read, so nobody can tell who gets in: ${textOfError(error)}`];
  }
}

function renderedRole(resource: IConstruct | undefined): RenderedRole | undefined {
  if (resource === undefined || !CfnElement.isCfnElement(resource)) return undefined;
  const template = Stack.of(resource).resolve(resource._toCloudFormation()) as { Resources?: Record<string, RenderedRole> } | undefined;
  // The logical id is left open: `overrideLogicalId` may have changed it.
  return Object.values(template?.Resources ?? {})[0];
}

function checkRendered(role: iam.Role, declared: DeclaredTrust, final: RenderedRole | undefined): string[] {
  if (!final) return [removed('resource')];
  if (final.Type !== 'AWS::IAM::Role') {
    return [`the resource of this role has become ${JSON.stringify(final.Type)}, so its trust policy no longer protects anything. Remove the override of its Type.`];
  }
  const document = final.Properties?.AssumeRolePolicyDocument;
  if (document === undefined) return [removed('trust policy')];
  return [...checkDocument(role, declared, document), ...checkWaivers(declared.waivers, final.Metadata)];
}

function removed(what: string): string {
  return `the ${what} of this role was removed after it was declared. Take back the change that removes it.`;
}

function checkDocument(role: iam.Role, declared: DeclaredTrust, final: unknown): string[] {
  const stack = Stack.of(role);
  const before: unknown = stack.resolve(declared.policy);
  if (canonicalTrustPolicy(before) === canonicalTrustPolicy(final)) return [];
  // Only a changed document is worth the templates of the whole app, which tell what its references stand for.
  const context = new StacksOfApp(role.node.root, renderedStack).context(stack);
  const reading = readTrustPolicy(final, context);
  const declaredReading = readTrustPolicy(before, context);
  const malformed = newProblem(declaredReading, reading);
  if (malformed) return [`the trust policy of this role was changed after it was declared, and is no longer sound: ${malformed}. ${TAKE_BACK}`];
  const verdict = findNewlyAllowed(declaredReading, reading, { account: context.account, partition: context.partition });
  switch (verdict.kind) {
    case 'closed': return [];
    case 'open': return [`the trust policy of this role was loosened after it was declared: ${describeOpen(verdict, reading)}. ${TAKE_BACK}`];
    case 'undecided': return [`the trust policy of this role was changed after it was declared, and it cannot be shown that nobody new gets in: ${verdict.reasons.join('; ')}. ${TAKE_BACK}`];
  }
}

/** What IAM would refuse lets nobody in, and still nobody can mean it. */
function newProblem(before: TrustPolicyReading, after: TrustPolicyReading): string | undefined {
  const known = new Set(before.variants.flatMap(({ problems }) => problems.map(({ message }) => message)));
  const malformed = after.variants.flatMap(({ problems }) => problems.filter(({ kind }) => kind !== 'needs-quota'));
  return malformed.map(({ message }) => message).find((message) => !known.has(message));
}

/** `sts:AssumeRole by arn:aws:iam::111122223333:user/example, without MFA … now gets in through statement 1` */
function describeOpen(verdict: Open, reading: TrustPolicyReading): string {
  const { statements } = reading.variants[verdict.variant];
  const through = verdict.statements.map((index) => describeStatement(statements.find((statement) => statement.index === index) ?? { index }));
  return `${describeWitness(witnessOf(verdict.request, reading))}, now gets in through ${listOf(through)}`;
}

/** The guard takes a rule for waived when the metadata says so; only the props of the role may say it. */
function checkWaivers(declared: readonly Waiver[], metadata: unknown): string[] {
  const added = readWaivers(metadata).filter(({ rule, reason }) => !declared.some((waiver) => waiver.rule === rule && waiver.reason === reason));
  return added.map(({ rule }) => `the Metadata of this role waives ${rule}, which the role was not told to. Waive it in the props of the role, or acknowledge the finding with Validations.of(role).acknowledge().`);
}
