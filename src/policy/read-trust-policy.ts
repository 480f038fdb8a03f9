/**
 * Reads a trust policy as a template, a construct or the AWS CLI holds it: an object, JSON text, text joined from pieces, with
 * CloudFormation's intrinsics anywhere. Reading never throws, and nothing is dropped silently: what cannot be read is there, as
 * something that is not known.
 */
import { ChoiceTaker, forEachCombination, MAX_VARIANTS, NO_CHOICES } from './deploy-time-choices';
import { DeployTimeContext, PlacedCondition, PlacedValue } from './deploy-time-context';
import { excerptOf, readJsonText, repeatedNameIn } from './json-text';
import { isKnown } from './partly-known-text';
import { ProblemLog } from './policy-problems';
import { checkSize } from './policy-size';
import { NamedCondition, namedCondition } from './possible-choices';
import { elementNamed, wordOf } from './read-element';
import { readStatement, unknownStatement } from './read-statement';
import { IntrinsicResolution, ResolutionBudget } from './resolve-intrinsics';
import { DeployTimeValue, entriesFrom, MapEntry, NO_VALUE, textFrom, typeInWords, withPiecesOfHoles } from './resolved-value';
import { PolicyProblem, PolicyVersion, Statement, TrustPolicy, TrustPolicyReading } from './trust-policy';

/**
 * All that the document can turn out to be, one policy for each combination of the deploy-time choices in it.
 *
 * @param document an `AssumeRolePolicyDocument`, whatever it is
 * @param context what is known of the template and the account around it
 */
export function readTrustPolicy(document: unknown, context: DeployTimeContext = {}): TrustPolicyReading {
  return readTrustPolicies([{ value: document, context }])[0];
}

/**
 * Documents that deployment makes the same choices for: the readings have equally many variants, and those of one index are true
 * together. The options of a choice are those that the first document meets.
 */
export function readTrustPolicies(documents: readonly PlacedValue[]): readonly TrustPolicyReading[] {
  const budget = new ResolutionBudget();
  const combinations = forEachCombination((choices) => readVariants(documents, choices, budget));
  if (budget.exceeded !== undefined) {
    const unreadable = { variants: [unreadablePolicy(budget.exceeded)] };
    return documents.map(() => unreadable);
  }
  const together = combinations ?? [readWithoutChoosing(documents, budget)];
  return documents.map((_, index) => ({ variants: together.map((policies) => policies[index]) }));
}

function readVariants(documents: readonly PlacedValue[], choices: ChoiceTaker, budget: ResolutionBudget): readonly TrustPolicy[] {
  let resolved: readonly unknown[];
  let before: number;
  // What was chosen late - the region, as a key of a mapping - counts for what was read before as well.
  do {
    before = choices.taken.size;
    resolved = resolveAll(documents, choices, budget);
  } while (choices.taken.size > before);
  const why = budget.exceeded;
  if (why !== undefined) return documents.map(() => unreadablePolicy(why));
  return resolved.map((document) => ({ ...readResolved(document), choices: [...choices.taken.values()] }));
}

function resolveAll(documents: readonly PlacedValue[], choices: ChoiceTaker, budget: ResolutionBudget): readonly unknown[] {
  const resolution = new IntrinsicResolution(choices, budget, () => conditionsOfAll(documents));
  const resolved = documents.map(({ value, context }) => resolution.resolve(value, context));
  return resolution.madePieces ? resolved.map(withPiecesOfHoles) : resolved;
}

/** The conditions without which none of the documents is deployed. What holds for one of them alone says nothing of the others. */
function conditionsOfAll([first, ...others]: readonly PlacedValue[]): readonly NamedCondition[] {
  const { deployedIf } = first.context;
  if (deployedIf === undefined) return [];
  const named = (conditions: readonly PlacedCondition[] = []) => conditions.map(({ name, context }) => namedCondition(name, context));
  return named(deployedIf).filter(({ id }) => others.every(({ context }) => named(context.deployedIf).some((other) => other.id === id)));
}

function readWithoutChoosing(documents: readonly PlacedValue[], budget: ResolutionBudget): readonly TrustPolicy[] {
  const tooMany: PolicyProblem = {
    kind: 'unreadable',
    message: `more than ${MAX_VARIANTS} combinations of conditions and parameters decide what the document says`,
    fix: 'let fewer conditions and parameters decide about one trust policy',
  };
  return readVariants(documents, NO_CHOICES, budget).map((policy) => ({ ...policy, problems: [tooMany, ...policy.problems] }));
}

type PolicyWithoutChoices = Omit<TrustPolicy, 'choices'>;

function unreadablePolicy(whyNotToItsEnd: string): TrustPolicy {
  return { ...unreadableDocument(`the document cannot be read: ${whyNotToItsEnd}`), choices: [] };
}

function unreadableDocument(message: string): PolicyWithoutChoices {
  const problem: PolicyProblem = { kind: 'unreadable', message, fix: 'write the trust policy out in the template' };
  return { version: '2012-10-17', statements: [unknownStatement(0, message)], problems: [problem] };
}

function rejectedDocument(message: string): PolicyWithoutChoices {
  const problem: PolicyProblem = { kind: 'rejected', message, fix: 'write an object with `Version` and `Statement`' };
  return { version: '2012-10-17', statements: [], problems: [problem] };
}

function readResolved(resolved: unknown): PolicyWithoutChoices {
  if (resolved === undefined || resolved === null || resolved === NO_VALUE) return rejectedDocument('there is no trust policy');
  if (resolved instanceof DeployTimeValue) return unreadableDocument(`the document is known at deployment only (${resolved.hole.what})`);
  const text = textFrom(resolved);
  if (text === undefined) return readDocument(resolved);
  const parsed = readJsonText(text);
  const repeated = parsed === undefined ? undefined : repeatedNameIn(text);
  if (repeated !== undefined) return rejectedDocument(`the document holds "${repeated}" twice in one object, of which JSON keeps only the last`);
  if (parsed !== undefined && textFrom(parsed) === undefined) return parsed instanceof DeployTimeValue ? readResolved(parsed) : readDocument(parsed);
  if (isKnown(text)) return rejectedDocument(`the document is the text "${excerptOf(text)}", which is no JSON object`);
  return unreadableDocument(`the document is known at deployment only ("${excerptOf(text)}")`);
}

function readDocument(document: unknown): PolicyWithoutChoices {
  const entries = entriesFrom(document);
  if (!entries) return rejectedDocument(`the document is ${typeInWords(document)}`);
  const log = new ProblemLog();
  const tooLong = checkSize(document, log);
  // No role can have it. What it says is not worth reading, and nobody may conclude anything from it.
  if (tooLong !== undefined) return { version: '2012-10-17', statements: [unknownStatement(0, tooLong)], problems: log.problems };
  const elements = collectElements(entries, log);
  const version = readVersion(elements, log);
  const statements = readStatements(elements, log);
  refuseRepeatedSids(statements, log);
  return { version, statements, problems: log.problems };
}

const ELEMENTS = ['Version', 'Id', 'Statement'] as const;

type DocumentElement = typeof ELEMENTS[number];

function collectElements(entries: readonly MapEntry[], log: ProblemLog): ReadonlyMap<DocumentElement, readonly unknown[]> {
  const elements = new Map<DocumentElement, unknown[]>();
  for (const [name, value] of entries) {
    if (!isKnown(name)) {
      log.unreadable(`the name of an element is known at deployment only (${excerptOf(name)})`, 'write the names of elements out');
      continue;
    }
    const element = elementNamed(name, ELEMENTS, 'a policy', 'use `Version`, `Id` and `Statement` only', log);
    if (!element) continue;
    const values = elements.get(element);
    if (values) log.rejected(`\`${element}\` is given twice, in different case`, 'keep one of them');
    elements.set(element, [...values ?? [], value]);
  }
  return elements;
}

function readVersion(elements: ReadonlyMap<DocumentElement, readonly unknown[]>, log: ProblemLog): PolicyVersion {
  const [value] = elements.get('Version') ?? ['2008-10-17'];
  return wordOf('Version', value, ['2012-10-17', '2008-10-17'], '`Version`', 'write `"Version": "2012-10-17"`', log) ?? '2012-10-17';
}

function readStatements(elements: ReadonlyMap<DocumentElement, readonly unknown[]>, log: ProblemLog): readonly Statement[] {
  const values = elements.get('Statement');
  const items = values?.flat() ?? [];
  if (items.length === 0) log.rejected(values ? '`Statement` is empty' : 'the document has no `Statement`', 'add a statement with `Effect`, `Principal` and `Action`');
  return items.map((item, index) => readStatement(item, index, log));
}

function refuseRepeatedSids(statements: readonly Statement[], log: ProblemLog): void {
  const seen = new Set<string>();
  for (const { sid, index } of statements) {
    if (sid === undefined || sid === '') continue;
    if (seen.has(sid)) log.ofStatement(index).rejected(`\`Sid\` "${excerptOf(sid)}" is given twice`, 'give each statement a `Sid` of its own');
    seen.add(sid);
  }
}
