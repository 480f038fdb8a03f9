/** Parts of a policy that a page prints as a fix, and the policies that they are to go into. */
import { AuditSubject } from '../../src/assessment/assess';
import { TemplateParameter } from '../../src/cloudformation/deploy-time-context';
import { roleAsWritten } from '../../src/cloudformation/role-as-written';

type Json = Readonly<Record<string, unknown>>;
interface PolicyJson extends Json { readonly Statement?: unknown }

/** Elements of a statement or a role, a condition, or a whole statement. */
const FRAGMENT =
  /^\s*(\{ "Effect"|"(Statement|Principal|Action|Condition|MaxSessionDuration|Parameters|(For\w+:)?(String|Arn|Bool|Numeric)\w*)": )/;

/** Those that stand on their own, such as `"StringEquals": { … }`. A value alone (`"AWS": "*"`) says what is replaced. */
export function fragmentsIn(code: readonly string[]): readonly string[] {
  return code.filter((each) => FRAGMENT.test(each) && !/^"\w+": "\*"$/.test(each));
}

/** The subject with the fragment: in each of its Allow statements in turn. */
export function withFragment(subject: AuditSubject, fragment: string): readonly AuditSubject[] {
  const parsed = JSON.parse(fragment.trim().startsWith('{') ? fragment : `{${fragment}}`) as Json;
  const { Parameters, MaxSessionDuration, Statement, ...element } = parsed;
  if (Parameters !== undefined) {
    return [{ ...subject, context: { ...subject.context, parameters: Parameters as Record<string, TemplateParameter> } }];
  }
  if (MaxSessionDuration !== undefined) return [{ ...subject, role: roleAsWritten('Role', { Properties: { MaxSessionDuration } }) }];
  const document = subject.document as PolicyJson;
  if (Statement !== undefined) return [{ ...subject, document: { ...document, Statement } }];
  const statements = [document.Statement].flat() as readonly Json[];
  return statements.flatMap((statement, index) => {
    if (statement.Effect !== 'Allow') return [];
    const changed = statementsWith(statement, element);
    const replaced = (each: Json) => statements.map((other, at) => (at === index ? each : other));
    return changed.map((each) => ({ ...subject, document: { ...document, Statement: replaced(each) } }));
  });
}

/** A whole statement takes its place; an element too; a condition is added to those that are there, or takes their place. */
function statementsWith(statement: Json, fragment: Json): readonly Json[] {
  if ('Effect' in fragment) return [fragment];
  if ('Principal' in fragment || 'Action' in fragment) return [{ ...statement, ...fragment }];
  const condition = ('Condition' in fragment ? fragment.Condition : fragment) as Json;
  const before = (statement.Condition ?? {}) as Readonly<Record<string, Json>>;
  const both = Object.entries(condition).map(([operator, keys]) => [operator, { ...before[operator], ...keys as Json }]);
  return [{ ...statement, Condition: { ...before, ...Object.fromEntries(both) } }, { ...statement, Condition: condition }];
}
