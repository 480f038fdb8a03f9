/** Short ways to read one thing in a test: a document, its only statement, a principal, a condition, a text. */
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { ConditionClause } from '../../src/policy/condition';
import { PartlyKnownText, piecesOf } from '../../src/policy/partly-known-text';
import { Principal } from '../../src/policy/principal';
import { PolicyProblem, Statement, PolicyVariant } from '../../src/policy/trust-policy';

export const LAMBDA = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };

export const ref = (name: string) => ({ Ref: name });
export const getAtt = (...argument: string[]) => ({ 'Fn::GetAtt': argument });
export const join = (...pieces: unknown[]) => ({ 'Fn::Join': ['', pieces] });
export const select = (index: unknown, list: unknown) => ({ 'Fn::Select': [index, list] });
export const split = (separator: unknown, text: unknown) => ({ 'Fn::Split': [separator, text] });

export function documentOf(...statements: unknown[]): Record<string, unknown> {
  return { Version: '2012-10-17', Statement: statements };
}

/** The policy of a document that depends on no deploy-time choice. */
export function readOne(document: unknown, context?: DeployTimeContext): PolicyVariant {
  const { variants } = readTrustPolicy(document, context);
  expect(variants).toHaveLength(1);
  return variants[0];
}

export function readStatement(
  statement: unknown,
  context?: DeployTimeContext,
): Statement & { readonly problems: readonly PolicyProblem[] } {
  const policy = readOne(documentOf(statement), context);
  expect(policy.statements).toHaveLength(1);
  return { ...policy.statements[0], problems: policy.problems };
}

export function readPrincipals(principal: unknown, context?: DeployTimeContext): readonly Principal[] {
  return readStatement({ ...LAMBDA, Principal: principal }, context).principals;
}

export function readConditions(condition: unknown, context?: DeployTimeContext): readonly ConditionClause[] {
  return readStatement({ ...LAMBDA, Condition: condition }, context).conditions;
}

/** A condition value as it is read; unknown parts show as `<kind id>`. */
export function readText(value: unknown, context?: DeployTimeContext): string {
  const [clause] = readConditions({ StringEquals: { 'sts:ExternalId': [value] } }, context);
  return clause.unreadable ?? clause.values.map(shown).join(' | ');
}

export function shown(text: PartlyKnownText): string {
  return piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : `<${piece.kind} ${piece.id}>`)).join('');
}

/** A table of values and what `readText` makes of them. */
export function checkTexts(title: string, context: DeployTimeContext, rows: [value: unknown, expected: string][]): void {
  test.each(rows)(`${title}: %j is %s`, (value, expected) => expect(readText(value, context)).toBe(expected));
}

/** How `readText` shows a list that is known only at deployment. */
export function laterList(what: string): string {
  return `the values of \`sts:ExternalId\` hold a list known at deployment only (${what})`;
}

/** A principal in one line: its kind, then what else is known about it. */
export function describePrincipal(principal: Principal): string {
  const known = Object.entries(principal)
    .filter(([name]) => !['kind', 'written', 'why', 'what'].includes(name))
    .map(([name, value]) => `${name}=${shown(value as PartlyKnownText)}`);
  return [principal.kind, ...known].join(' ');
}

export function messages(policy: { readonly problems: readonly PolicyProblem[] }): string[] {
  return policy.problems.map((problem) => `${problem.kind}: ${problem.message}`);
}
