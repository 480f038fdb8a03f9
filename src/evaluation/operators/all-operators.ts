/** Every family of operators that compares values. `Null` only checks whether a key is present: see `match-condition.ts`. */
import { arnLike } from './arn-operators';
import { binary, bool } from './bool-and-binary-operators';
import { ipAddress } from './ip-address-operators';
import { date, numeric } from './number-and-date-operators';
import { FamilyOfOperators } from './operator-family';
import { stringEquals, stringLike } from './string-operators';
import { OperatorFamily } from '../../policy/condition';

export const FAMILIES: Readonly<Record<Exclude<OperatorFamily, 'null'>, FamilyOfOperators>> = {
  'string-equals': stringEquals,
  'string-like': stringLike,
  'arn': arnLike,
  'numeric': numeric,
  'date': date,
  'bool': bool,
  'binary': binary,
  'ip-address': ipAddress,
};
