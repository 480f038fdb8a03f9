'use strict';
/**
 * Names and paths of users and roles. The administrators of an account choose both: a name is 1 to 64 characters of [\w+=,.@-], and a path
 * is `/` or `/[!-~]+/`, so it may contain colons, slashes, `*` and `?`, and can make the ARN of one account's role look like that of
 * another.
 */

const USERS = ['alice', 'team/alice', 'bob', 'ci'];
const ROLES = ['Deploy', 'team/Deploy', 'Audit', 'Audit-2'];
const LONGEST_NAME = 'n'.repeat(64);

/** A name of the list, and occasionally the same name with a deliberately chosen path. */
function chosenName(random, type, names, accounts) {
  const name = random.chance(0.05) ? LONGEST_NAME : random.pick(names);
  const roll = random.next();
  if (roll < 0.65) return name;
  const account = random.pick(accounts);
  const likeAnother = [
    `x:iam::${account}:${type}/`,
    `x:iam::${account}:${type}/`,
    `:iam::${account}:${type}/team/`,
    `a:${account}:b/`,
    `arn:aws:iam::${account}:${type}/`,
  ];
  const others = [`${account}/`, `${type}/`, `${type}/team/`, 'x/', 'team/x/', '*/', 'te?m/', 'te*/', '!/~/', 'a::b/'];
  return random.pick(roll < 0.85 ? likeAnother : others) + lastPart(name);
}

function lastPart(name) {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The ARN that a crafted path imitates; the ARN itself if it is not crafted. */
function pretended(arn) {
  const found = /:iam::\d{12}:(?:user|role)\/[^]*$/.exec(arn.slice('arn:aws:iam:'.length));
  return found ? `arn:aws${found[0]}` : arn;
}

/** A pattern around an ARN that leaves its partition, its account or its path open. */
function openPattern(random, arn, accounts) {
  const [, , , , account, ...rest] = pretended(arn).split(':');
  const resource = rest.join(':');
  const [type] = resource.split('/');
  const named = random.chance(0.75) ? account : random.pick(accounts);
  const name = lastPart(resource);
  return random.pick([
    `arn:*:iam::${named}:${resource}`, `arn:*:iam::${named}:*`, `*:${named}:*`, `*:${named}:${resource}`, `*:${type}/*`,
    `*:${type}/${name}`, `*${resource}`, `*/${name}`,
    `arn:aws:iam::*:${type}/${name}`, `arn:aws:iam::*:${type}/*`, `arn:aws:iam::*${named}:*`, `arn:aws:*:${named}:*`,
    `arn:aws:iam::${named}:${type}/*/${name}`,
    `arn:aws:iam::${named}:${type}/${name}`, `arn:aws:iam::${named}:*`, `*::${named}:${type}/*`, `arn:aws:iam::*:${type}/*:${named}:*`,
    `*:${type}/te?m/*`,
  ]);
}

/** Why IAM has no user or role of this name (with its path); undefined if it can have one. */
function whyNoName(name) {
  const last = lastPart(name);
  if (!/^[\w+=,.@-]{1,64}$/.test(last)) return `no name: ${last}`;
  const path = name.slice(0, name.length - last.length);
  return path === '' || (/^[!-~]+\/$/.test(path) && path.length < 512) ? undefined : `no path: ${path}`;
}

module.exports = { USERS, ROLES, LONGEST_NAME, chosenName, lastPart, openPattern, whyNoName };
