/**
 * The final check of a role's own trust policy, at the end of synthesis: does its resource still have the declared trust policy?
 *
 * Any code can change `assumeRolePolicy`, and overrides and aspects can change the resource below it. All of that is allowed, as
 * long as no request is allowed that was denied before.
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

/** What the role was created with. */
export interface DeclaredTrust {
  readonly policy: iam.PolicyDocument;
  readonly waivers: readonly Waiver[];
  /** False if `Role.customizeRoles` keeps roles out of the template. Then the CDK writes the trust policy into its report only. */
  readonly inTemplate: boolean;
}

interface RenderedRole {
  readonly Type?: unknown;
  readonly Properties?: { readonly AssumeRolePolicyDocument?: unknown };
  readonly Metadata?: unknown;
}

const UNDO = 'Undo the change (assumeRolePolicy.addStatements, an override, or an aspect), or declare it in the props of the role.';

/** One line for each problem of the final role. Empty if it allows only what was declared. Never throws. */
export function checkFinalTrust(role: iam.Role, declared: DeclaredTrust): string[] {
  try {
    if (!declared.inTemplate) return checkDocument(role, declared, Stack.of(role).resolve(role.assumeRolePolicy));
    return checkRendered(role, declared, renderedRole(role.node.tryFindChild('Resource')));
  } catch (error) {
    return [`the final trust policy of this role cannot be read, so it is not known who can assume the role: ${textOfError(error)}`];
  }
}

function renderedRole(resource: IConstruct | undefined): RenderedRole | undefined {
  if (resource === undefined || !CfnElement.isCfnElement(resource)) return undefined;
  const template = Stack.of(resource).resolve(resource._toCloudFormation()) as { Resources?: Record<string, RenderedRole> } | undefined;
  // Whatever the logical id is: `overrideLogicalId` may have changed it.
  return Object.values(template?.Resources ?? {})[0];
}

function checkRendered(role: iam.Role, declared: DeclaredTrust, final: RenderedRole | undefined): string[] {
  if (!final) return [removed('resource')];
  if (final.Type !== 'AWS::IAM::Role') {
    return [
      `the type of this role's resource was changed to ${JSON.stringify(final.Type)}, so its trust policy has no effect. ` +
        'Remove the override of its Type.',
    ];
  }
  const document = final.Properties?.AssumeRolePolicyDocument;
  if (document === undefined) return [removed('trust policy')];
  return [...checkDocument(role, declared, document), ...checkWaivers(declared.waivers, final.Metadata)];
}

function removed(what: string): string {
  return `the ${what} of this role was removed after it was declared. Undo the change that removes it.`;
}

function checkDocument(role: iam.Role, declared: DeclaredTrust, final: unknown): string[] {
  const stack = Stack.of(role);
  const before: unknown = stack.resolve(declared.policy);
  if (canonicalTrustPolicy(before) === canonicalTrustPolicy(final)) return [];
  // The templates of the whole app resolve the references of the document. They are rendered only if the document has changed.
  const context = new StacksOfApp(role.node.root, renderedStack).context(stack);
  const reading = readTrustPolicy(final, context);
  const declaredReading = readTrustPolicy(before, context);
  const malformed = newProblem(declaredReading, reading);
  if (malformed) return [`the trust policy of this role was changed after it was declared, and is no longer valid: ${malformed}. ${UNDO}`];
  const verdict = findNewlyAllowed(declaredReading, reading, { account: context.account, partition: context.partition });
  switch (verdict.kind) {
    case 'closed': return [];
    case 'open': return [`the trust policy of this role was loosened after it was declared: ${describeOpen(verdict, reading)}. ${UNDO}`];
    case 'undecided': return [
      'the trust policy of this role was changed after it was declared, ' +
        `and it cannot be proved that it allows no new request: ${verdict.reasons.join('; ')}. ${UNDO}`,
    ];
  }
}

/** A policy that IAM rejects allows nothing, but it cannot be what the author intended. */
function newProblem(before: TrustPolicyReading, after: TrustPolicyReading): string | undefined {
  const known = new Set(before.variants.flatMap(({ problems }) => problems.map(({ message }) => message)));
  const malformed = after.variants.flatMap(({ problems }) => problems.filter(({ kind }) => kind !== 'needs-quota'));
  return malformed.map(({ message }) => message).find((message) => !known.has(message));
}

/** `statement 1 now allows sts:AssumeRole by arn:aws:iam::111122223333:user/example, without MFA …` */
function describeOpen(verdict: Open, reading: TrustPolicyReading): string {
  const { statements } = reading.variants[verdict.variant];
  const statementAt = (index: number) => statements.find((statement) => statement.index === index) ?? { index };
  const allowing = verdict.statements.map((index) => describeStatement(statementAt(index)));
  const request = describeWitness(witnessOf(verdict.request, reading));
  return `${listOf(allowing)} now ${allowing.length === 1 ? 'allows' : 'allow'} ${request}`;
}

/** The guard acknowledges a rule if the metadata waives it, so only the props of the role may waive one. */
function checkWaivers(declared: readonly Waiver[], metadata: unknown): string[] {
  const isDeclared = ({ rule, reason }: Waiver) => declared.some((waiver) => waiver.rule === rule && waiver.reason === reason);
  const added = readWaivers(metadata).filter((waiver) => !isDeclared(waiver));
  return added.map(({ rule }) => (
    `the Metadata of this role waives ${rule}, but its props do not. ` +
      'Waive the rule in the props of the role, or acknowledge the finding with Validations.of(role).acknowledge().'
  ));
}
