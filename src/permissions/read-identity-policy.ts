/**
 * Reads a policy of permissions as a template, Terraform or the AWS CLI has it: an object, or JSON text (possibly URL-encoded), with
 * CloudFormation intrinsics anywhere. Nothing is dropped: what cannot be read is kept as something unknown.
 */
import { IdentityPolicy, PermissionStatement } from './identity-policy';
import { NO_CHOICES } from '../cloudformation/deploy-time-choices';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { IntrinsicResolution, ResolutionBudget } from '../cloudformation/resolve-intrinsics';
import { readJsonText } from '../policy/json-text';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { ProblemLog } from '../policy/policy-problems';
import { readStatement } from '../policy/read-statement';
import { entriesFrom, isKnownLater, MapEntry, ResolvedMap, textFrom, typeInWords, withPiecesOfHoles } from '../policy/resolved-value';
import { PolicyVersion } from '../policy/trust-policy';

/** What is known about a policy besides its document. */
export type PolicyHeading = Pick<IdentityPolicy, 'name' | 'arn' | 'arnAliases'>;

export function readIdentityPolicy(document: unknown, heading: PolicyHeading, context: DeployTimeContext = {}): IdentityPolicy {
  const budget = new ResolutionBudget();
  const value = typeof document === 'string' ? parsedText(document) : document;
  const resolved = withPiecesOfHoles(new IntrinsicResolution(NO_CHOICES, budget).resolve(value, context));
  if (budget.exceeded !== undefined) return unreadablePolicy(heading, `${heading.name} cannot be read: ${budget.exceeded}`);
  return readResolved(resolved, heading);
}

/** A policy about which nothing is known. */
export function unreadablePolicy(heading: PolicyHeading, why: string): IdentityPolicy {
  return { ...heading, version: '2012-10-17', statements: [], unreadable: [why] };
}

function parsedText(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text);
  } catch {
    return text;
  }
}

function readResolved(resolved: unknown, heading: PolicyHeading): IdentityPolicy {
  const text = textFrom(resolved);
  const document = text === undefined ? resolved : readJsonText(text);
  const entries = entriesFrom(document);
  if (entries === undefined) {
    const what = isKnownLater(resolved) ? 'is known at deployment only' : `is ${typeInWords(resolved)}, not a policy document`;
    return unreadablePolicy(heading, `${heading.name} ${what}`);
  }
  const items = [valueOf(entries, 'statement')].flat();
  return {
    ...heading,
    version: versionOf(valueOf(entries, 'version')),
    statements: items.filter((item) => item !== undefined).map(readPermissionStatement),
    unreadable: entries.some(([name]) => !isKnown(name)) ? [`an element of ${heading.name} is known at deployment only`] : [],
  };
}

function versionOf(value: unknown): PolicyVersion {
  return value === undefined || value === '2008-10-17' ? '2008-10-17' : '2012-10-17';
}

/** IAM does not distinguish the case of the names of elements. */
function valueOf(entries: readonly MapEntry[], lowerCaseName: string): unknown {
  return entries.find(([name]) => isKnown(name) && name.toLowerCase() === lowerCaseName)?.[1];
}

const ABOUT_RESOURCES = ['resource', 'notresource'];

/** Everything but the resources is read as in a trust policy, whose statements have a principal in their place. */
function readPermissionStatement(item: unknown, index: number): PermissionStatement {
  const entries = entriesFrom(item);
  const isOther = ([name]: MapEntry) => !isKnown(name) || !ABOUT_RESOURCES.includes(name.toLowerCase());
  const statement = readStatement(
    entries === undefined ? item : new ResolvedMap([...entries.filter(isOther), ['Principal', '*']]), index, new ProblemLog(),
  );
  const { effect, sid, actions, notAction, conditions } = statement;
  const named = valueOf(entries ?? [], 'resource');
  const written = named ?? valueOf(entries ?? [], 'notresource');
  const resources = [written].flat().map(textFrom);
  const isReadable = written !== undefined && !resources.includes(undefined) && resources.length > 0;
  return {
    index,
    ...sid !== undefined && { sid },
    effect,
    actions,
    notAction,
    resources: isReadable ? resources as PartlyKnownText[] : [],
    notResource: named === undefined && written !== undefined,
    conditions,
    unreadable: isReadable ? statement.unreadable : [...statement.unreadable, 'its resources cannot be read before deployment'],
  };
}
