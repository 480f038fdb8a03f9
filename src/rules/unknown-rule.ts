/** What to say of a rule ID that does not exist: most are misspelled, so the message names the rule that was probably meant. */
import { RULE_IDS } from './rule-ids';

export function isRule(id: string): boolean {
  return RULE_IDS.includes(id);
}

/** `is not a rule: did you mean mfa-required? …`, to follow the ID. */
export function notARule(id: string): string {
  return `is not a rule: did you mean ${nearestRule(id)}? "cdk-secure-trust rules" lists all rules`;
}

/** The rule whose ID looks most like the text. */
export function nearestRule(text: string): string {
  // Names of constants and of acknowledgements are taken for what they name; nobody means a rule by a very long text.
  const written = text.slice(-100).toLowerCase().replace(/^.*::/, '').replace(/[^a-z]/g, '');
  const distances = RULE_IDS.map((id) => ({ id, distance: distanceOf(written, id.replace(/-/g, '')) }));
  const [nearest] = distances.sort((one, other) => one.distance - other.distance);
  return nearest.id;
}

/** A part of an ID, such as `mfa`, is nearer to it than any other text. */
function distanceOf(written: string, id: string): number {
  const isPart = written.length > 2 && (id.includes(written) || written.includes(id));
  return isPart ? Math.abs(id.length - written.length) / 1_000 : editsBetween(written, id);
}

/** The number of letters that have to be added, removed or replaced to make one text of the other. */
function editsBetween(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, length) => length);
  for (const [index, letter] of [...one].entries()) {
    const edits = [index + 1];
    for (const [place, otherLetter] of [...other].entries()) {
      const replaced = before[place] + (letter === otherLetter ? 0 : 1);
      edits.push(Math.min(replaced, before[place + 1] + 1, edits[place] + 1));
    }
    before = edits;
  }
  return before[other.length];
}
