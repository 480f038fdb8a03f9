/** The words for the power of a principal. Policies allow; whether something is possible is for AWS to say. */
import { FoundWay } from './escalation';
import { unknownActions } from './power-of-actions';
import { PrincipalWithPolicies } from './principal';
import { PowerLevel } from '../findings/power-level';
import { IdentityPolicy } from '../permissions/identity-policy';
import { deciderOf } from '../permissions/request-contexts';
import { holesOf, isKnown, showText } from '../policy/partly-known-text';

export interface PowerToWord {
  readonly principal: PrincipalWithPolicies;
  readonly level: PowerLevel;
  readonly action?: string;
  readonly way?: FoundWay;
  readonly possibleWay?: FoundWay;
}

export function becauseOf({ principal, level, action, way, possibleWay }: PowerToWord): string {
  if (level === 'administrator') return 'its policies allow every action on every resource';
  if (level === 'can-become-administrator') return `its policies allow ${wordWay(way!, principal)}`;
  const shown = action === undefined ? 'no action' : action;
  if (level !== 'not-known') return isWithoutPolicies(principal) ? 'no policy is attached to it' : `its policies allow ${shown}`;
  const more = possibleWay && wordWay(possibleWay, principal);
  if (action === undefined) return more ? `it is not known whether its policies allow ${more}` : 'it is not known what its policies allow';
  return `its policies allow ${action}${more ? `, and perhaps ${more}` : ''}; what is not known may allow more`;
}

function isWithoutPolicies({ policies: { identity, missing } }: PrincipalWithPolicies): boolean {
  return identity.length === 0 && missing.length === 0;
}

/** `iam:PassRole of LambdaAdmin to lambda.amazonaws.com, lambda:CreateFunction and lambda:InvokeFunction`. */
function wordWay({ path, to, service, resource, ifThereIsOne }: FoundWay, principal: PrincipalWithPolicies): string {
  const target = to === undefined || to === principal ? undefined : nameOf(to);
  const actions = path.steps.map(({ action, on }) => {
    if (on === 'role') return `${action} of ${target ?? 'any role'} to ${service}`;
    if (on === 'existing' && resource !== undefined) return `${action} on ${resource}`;
    if (on === 'some' || on === 'existing') return action;
    return `${action} ${wordTarget(path.leadsTo, target, on === 'policy')}`;
  });
  const all = actions.length === 1 ? actions[0] : `${actions.slice(0, -1).join(', ')} and ${actions[actions.length - 1]}`;
  if (resource !== undefined && target !== undefined) return `${all}, which runs with the role ${target}`;
  return ifThereIsOne && target === undefined ? `${all}, which leads to the permissions of ${wordAny(path.leadsTo)}, if there is one` : all;
}

function wordTarget(leadsTo: FoundWay['path']['leadsTo'], target: string | undefined, isPolicy: boolean): string {
  if (leadsTo === 'own-policy') return 'of a policy that is attached to it';
  if (leadsTo.startsWith('own-')) return leadsTo === 'own-group' ? 'on a group that it is in' : 'on itself';
  const what = leadsTo === 'any-group' ? 'group' : leadsTo.endsWith('user') ? 'user' : 'role';
  const named = target ?? `any ${what}`;
  return isPolicy ? `of a policy of ${named}` : `on ${named}`;
}

function wordAny(leadsTo: FoundWay['path']['leadsTo']): string {
  switch (leadsTo) {
    case 'role-of-resource': return 'an administrator\'s role of such a resource';
    case 'own-policy': return 'an earlier version of the policy that allows more';
    case 'any-group': return 'a group of administrators';
    default: return leadsTo.endsWith('user') ? 'a user who is an administrator' : 'a role that is an administrator';
  }
}

function nameOf({ name, id }: PrincipalWithPolicies): string {
  return name === undefined ? id : showText(name);
}

/** What the power depends on and nobody knows. Conditions and deploy-time values matter only if they decide the level. */
export function notKnownOf({ policies: { identity, boundary, missing } }: PrincipalWithPolicies, isKnownLevel: boolean): readonly string[] {
  const all = [...identity, ...boundary ? [boundary] : []];
  const always = [...missing.map(({ message }) => message), ...all.flatMap(({ unreadable }) => unreadable)];
  if (isKnownLevel) return always;
  const unknown = unknownActions(identity).map((action) => `${action} is not an action that AWS had when this version was made`);
  return [...new Set([...always, ...unknown, ...all.flatMap(dependenciesOf)])];
}

const MOST_DEPENDENCIES = 5;

const POLICY_VARIABLE = /\$\{(?![*?$]\})[^}]*\}/g;

function dependenciesOf({ name, version, statements }: IdentityPolicy): readonly string[] {
  return statements.flatMap(({ index, actions, resources, conditions, unreadable }) => {
    const texts = [...actions, ...resources, ...conditions.flatMap(({ values }) => values)];
    const holes = texts.flatMap(holesOf).filter(({ kind }) => kind === 'unknown');
    const undecided = conditions.filter(({ key }) => !isKnown(key) || deciderOf(key) !== 'request');
    const keys = undecided.map(({ key }) => `the condition key ${showText(key)}`);
    const variables = version === '2012-10-17' ? texts.flatMap((text) => showText(text).match(POLICY_VARIABLE) ?? []) : [];
    const variablesInWords = variables.map((variable) => `the policy variable ${variable}`);
    const what = [...new Set([...holes.map((hole) => hole.what), ...keys, ...variablesInWords])];
    const place = `statement ${index} of ${name}`;
    return [...unreadable.map((why) => `${place}: ${why}`), ...what.map((one) => `${place} depends on ${one}`)];
  }).slice(0, MOST_DEPENDENCIES);
}
