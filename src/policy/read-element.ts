/** Reads what the elements of a document and of a statement have in common: their names, and values that must be one of a few keywords. */
import { excerptOf } from './json-text';
import { ProblemLog } from './policy-problems';
import { isKnownLater, textFrom, typeInWords } from './resolved-value';

/**
 * IAM accepts the names of elements in one spelling only; other spellings are read as well, to show what was meant. `whole`: what the
 * element is part of.
 */
export function readElementName<T extends string>(
  written: string,
  names: readonly T[],
  whole: string,
  fix: string,
  log: ProblemLog,
): T | undefined {
  const element = names.find((name) => name === written) ?? names.find((name) => name.toLowerCase() === written.toLowerCase());
  if (!element) log.rejected(`\`${excerptOf(written)}\` is not an element of ${whole}`, fix);
  else if (element !== written) log.rejected(`\`${written}\` has to be spelled \`${element}\``, `write \`${element}\``);
  return element;
}

/** The keyword that the value of the element is. `whose`: the element as a message about an unknown value names it. */
export function readKeyword<T extends string>(
  element: string, value: unknown, words: readonly T[], whose: string, fix: string, log: ProblemLog,
): T | undefined {
  const text = textFrom(value);
  const word = words.find((each) => each === text);
  if (word !== undefined) return word;
  if (isKnownLater(value)) log.unreadable(`${whose} is known at deployment only (${typeInWords(value)})`, fix);
  else log.rejected(`\`${element}\` is ${text === undefined ? typeInWords(value) : `"${excerptOf(text)}"`}`, fix);
  return undefined;
}
