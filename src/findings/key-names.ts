/** Condition keys as AWS spells them; inside the engine they are in lower case. */
import { listedSpelling } from '../evaluation/listed-keys';

/** `aws:multifactorauthpresent` → `aws:MultiFactorAuthPresent`; a key that AWS does not list stays as it is. */
export function spellKey(lowerCaseKey: string): string {
  return listedSpelling(lowerCaseKey) ?? lowerCaseKey;
}
