/** What separates callers who have what a condition asks for from those who get by without: the questions behind `ineffective-condition`. */
import { strangerDemands } from './strangers';
import { anyBut, patternsOn } from './values-asked-for';
import { ValuePattern } from '../../evaluation/value-pattern';
import { TrustPolicy } from '../../policy/trust-policy';
import { KeyDemand } from '../key-constraints/key-constraint';

/** A caller from outside the organizations that the policy names. */
export function outsideOrganizations(policy: TrustPolicy): KeyDemand[] {
  return strangerDemands(policy).filter(({ key }) => key.startsWith('aws:principalorg'));
}

const SOURCE_KEYS = ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths'];

/** A service that comes for none of the accounts, organizations and resources that the policy tells from others. */
export function anySource(policy: TrustPolicy): KeyDemand[] {
  return SOURCE_KEYS.map((source) => anyBut(source, patternsOn(policy, (key) => key === source).filter(({ pattern }) => !isAnySource(pattern))));
}

/** The key is not there. */
export function without(key: string): KeyDemand[] {
  return [{ key, mayBeAbsent: true, mayBePresent: false, differsFrom: [] }];
}

/** `*`, or an ARN that leaves open whose resource it is, and which: `arn:aws:iot:*:*:*`. */
function isAnySource(pattern: ValuePattern): boolean {
  return /^\**$|^arn:[^:]*:[^:]*:[^:]*:\**:(.*[:/])?\*+$/.test(shapeOf(pattern));
}

/** Wildcards as `*`; what a variable or deployment will say is some text. */
export function shapeOf(pattern: ValuePattern): string {
  return pattern
    .map((token) => {
      if (token.kind === 'literal' || token.kind === 'suspect') return token.text;
      return token.kind === 'any-run' || token.kind === 'any-one' ? '*' : 'x';
    })
    .join('');
}
