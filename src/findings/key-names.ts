/** Condition keys as AWS spells them. The engine itself uses lower case. */
import { listedSpelling } from '../evaluation/listed-keys';

/** `aws:multifactorauthpresent` → `aws:MultiFactorAuthPresent`; a key that AWS does not list is returned unchanged. */
export function spellKey(lowerCaseKey: string): string {
  return listedSpelling(lowerCaseKey) ?? lowerCaseKey;
}
