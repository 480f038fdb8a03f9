/**
 * Reads a trust policy document: an object, or JSON text, which can contain deploy-time values anywhere. Reading never throws, and
 * nothing is dropped silently: whatever cannot be read is kept as something unknown.
 */
import { excerptOf, readJsonText, repeatedNameIn } from './json-text';
import { isKnown } from './partly-known-text';
import { ProblemLog } from './policy-problems';
import { checkSize } from './policy-size';
import { readElementName, readKeyword } from './read-element';
import { readStatement, unknownStatement } from './read-statement';
import { DeployTimeValue, entriesFrom, MapEntry, NO_VALUE, textFrom, typeInWords } from './resolved-value';
import { PolicyProblem, PolicyVersion, Statement, PolicyVariant } from './trust-policy';

export type PolicyWithoutChoices = Omit<PolicyVariant, 'choices'>;

/** A document about which nothing is known, and the reason. */
export function unreadableDocument(message: string): PolicyWithoutChoices {
  const problem: PolicyProblem = { kind: 'unreadable', message, fix: 'write the trust policy out in the template' };
  return { version: '2012-10-17', statements: [unknownStatement(0, message)], problems: [problem] };
}

function rejectedDocument(message: string): PolicyWithoutChoices {
  const problem: PolicyProblem = { kind: 'rejected', message, fix: 'write an object with `Version` and `Statement`' };
  return { version: '2012-10-17', statements: [], problems: [problem] };
}

/** Reads a document whose CloudFormation intrinsics have been resolved. */
export function readPolicyDocument(resolved: unknown): PolicyWithoutChoices {
  if (resolved === undefined || resolved === null || resolved === NO_VALUE) return rejectedDocument('there is no trust policy');
  if (resolved instanceof DeployTimeValue) return unreadableDocument(`the document is known at deployment only (${resolved.hole.what})`);
  const text = textFrom(resolved);
  if (text === undefined) return readParsedDocument(resolved);
  const parsed = readJsonText(text);
  const repeated = parsed === undefined ? undefined : repeatedNameIn(text);
  if (repeated !== undefined) {
    return rejectedDocument(`the document holds "${repeated}" twice in one object, and JSON keeps only the last one`);
  }
  if (parsed !== undefined && textFrom(parsed) === undefined) {
    return parsed instanceof DeployTimeValue ? readPolicyDocument(parsed) : readParsedDocument(parsed);
  }
  if (isKnown(text)) return rejectedDocument(`the document is the text "${excerptOf(text)}", which is not a JSON object`);
  return unreadableDocument(`the document is known at deployment only ("${excerptOf(text)}")`);
}

function readParsedDocument(document: unknown): PolicyWithoutChoices {
  const entries = entriesFrom(document);
  if (!entries) return rejectedDocument(`the document is ${typeInWords(document)}`);
  const log = new ProblemLog();
  const tooLong = checkSize(document, log);
  // No role can have such a document, so nothing can be concluded from what it says.
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
    const element = readElementName(name, ELEMENTS, 'a policy', 'use `Version`, `Id` and `Statement` only', log);
    if (!element) continue;
    const values = elements.get(element);
    if (values) log.rejected(`\`${element}\` is given twice, in different case`, 'keep one of them');
    elements.set(element, [...values ?? [], value]);
  }
  return elements;
}

function readVersion(elements: ReadonlyMap<DocumentElement, readonly unknown[]>, log: ProblemLog): PolicyVersion {
  const [value] = elements.get('Version') ?? ['2008-10-17'];
  return readKeyword('Version', value, ['2012-10-17', '2008-10-17'], '`Version`', 'write `"Version": "2012-10-17"`', log) ?? '2012-10-17';
}

function readStatements(elements: ReadonlyMap<DocumentElement, readonly unknown[]>, log: ProblemLog): readonly Statement[] {
  const values = elements.get('Statement');
  const items = values?.flat() ?? [];
  if (items.length === 0) {
    log.rejected(
      values ? '`Statement` is empty' : 'the document has no `Statement`',
      'add a statement with `Effect`, `Principal` and `Action`',
    );
  }
  return items.map((item, index) => readStatement(item, index, log));
}

function refuseRepeatedSids(statements: readonly Statement[], log: ProblemLog): void {
  const seen = new Set<string>();
  for (const { sid, index } of statements) {
    if (sid === undefined || sid === '') continue;
    if (seen.has(sid)) {
      log.ofStatement(index).rejected(`\`Sid\` "${excerptOf(sid)}" is given twice`, 'give each statement a `Sid` of its own');
    }
    seen.add(sid);
  }
}
