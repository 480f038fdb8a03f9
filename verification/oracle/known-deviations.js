'use strict';
/**
 * Where the simulator is known to differ from AWS. None of these pairs is left out: each deviation can rewrite the policy and the request
 * into an equivalent that the simulator handles correctly, and that answer counts. So a deviation cannot hide anything else.
 *
 * A deviation is `{ name, about, rewrite(policy, request) }`: only policies whose text matches `about` can be affected; `rewrite` returns
 * an equivalent `{ policy, request }`, or undefined if the deviation cannot matter. docs/evidence.md explains each of them.
 */
const { lastPart } = require('./names');
const { isAws } = require('./possible-requests');
const { isNumber, instantOf, fullAddress, blocksOf, bytesOf } = require('./plain-values');

const NOBODY = '000000000000';
/** The last date that can be written. An id of 21 digits, read as seconds, is later, and how AWS treats such a date is not documented. */
const LAST_DATE = 8_640_000_000_000_000;
const isOld = (policy) => policy.Version !== '2012-10-17';

const deviations = [
  {
    name: 'token-holders-in-account',
    about: /"AWS"/,
    rewrite: (policy, request) => {
      const provider = request.caller.kind === 'saml' ? request.caller : request.caller.provider;
      if (!provider) return undefined;
      return withPrincipals(policy, request, (type, value) => (type === 'AWS' && accountOf(value) === provider.account ? NOBODY : value));
    },
  },
  {
    name: 'account-in-other-partition',
    about: /:root"/,
    rewrite: (policy, request) =>
      withPrincipals(policy, request, (type, value) =>
        type === 'AWS' && /:root$/.test(value) && value.split(':')[1] !== request.caller.partition ? NOBODY : value,
      ),
  },
  {
    name: 'role-name-in-other-case',
    about: /:role\//,
    rewrite: (policy, request) => {
      const role = request.caller.roleName;
      if (role === undefined) return undefined;
      const name = lastPart(role);
      return withPrincipals(policy, request, (type, value) => {
        const named = lastPart(value);
        const differs = /^arn:[^:]*:iam::\d*:role\//.test(value) && named !== name && named.toLowerCase() === name.toLowerCase();
        return type === 'AWS' && differs ? `${value}-nobody` : value;
      });
    },
  },
  {
    name: 'role-below-another-path',
    about: /:role\//,
    rewrite: (policy, request) => {
      const { roleName } = request.caller;
      if (roleName === undefined) return undefined;
      return withPrincipals(policy, request, (type, value) => {
        const named = /^arn:[^:]*:iam::\d*:role\/([^]*)$/.exec(value)?.[1];
        return type === 'AWS' && named !== undefined && named !== roleName && lastPart(named) === lastPart(roleName)
          ? `${value}-nobody`
          : value;
      });
    },
  },
  {
    name: 'levels-of-not-principal',
    about: /"NotPrincipal"/,
    rewrite: (policy, request) => {
      if (!isAws(request.caller)) return undefined;
      let changed = false;
      const statements = [policy.Statement].flat().map((statement) => {
        const { Effect, NotPrincipal } = statement;
        if (Effect !== 'Deny' || NotPrincipal === undefined || NotPrincipal === '*') return statement;
        const named = [NotPrincipal.AWS ?? []].flat();
        const [account, caller] = levelsNamed(named, request.caller);
        if (account === caller) return statement;
        changed = true;
        return { ...statement, NotPrincipal: { ...NotPrincipal, AWS: NOBODY } };
      });
      return changed ? { policy: { ...policy, Statement: statements }, request } : undefined;
    },
  },
  {
    name: 'variables-in-old-version',
    about: /\$\{/,
    rewrite: (policy, request) =>
      isOld(policy)
        ? withClauses(policy, request, ({ values }) => ({ values: values.map(replaced(/\$\{/g, '${oracle-dollar}{')) }))
        : undefined,
  },
  {
    name: 'escapes-in-exact-comparison',
    about: /\$\{[*?$]\}/,
    rewrite: (policy, request) =>
      isOld(policy)
        ? undefined
        : withClauses(policy, request, ({ base, values }) =>
          /^String(Not)?Equals/.test(base)
            ? { values: values.map(replaced(/\$\{([*?$])\}/g, (_, char) => escaped(char))) }
            : undefined,
        ),
  },
  {
    name: 'empty-text-of-variable',
    about: /\$\{/,
    rewrite: (policy, request) => {
      if (isOld(policy)) return undefined;
      const sent = lowerCased(request.context);
      return withClauses(policy, request, ({ values }) => ({
        values: values.map(
          replaced(/\$\{([^},]+)(?:, '([^']*)')?\}/g, (written, key, byDefault) =>
            (sent.get(key.trim().toLowerCase()) ?? byDefault) === '' ? '' : written,
          ),
        ),
      }));
    },
  },
  {
    name: 'colon-in-variable-of-arn',
    about: /"(For\w+:)?Arn[^]*\$\{/,
    rewrite: (policy, request) => {
      if (isOld(policy)) return undefined;
      const sent = lowerCased(request.context);
      return withClauses(policy, request, ({ base, values }) => {
        if (!base.startsWith('Arn')) return undefined;
        const context = {};
        const renamed = values.map(
          replaced(/\$\{([^},*?$]+)((?:, '[^']*')?)\}/g, (_, key, byDefault) => {
            const value = sent.get(key.trim().toLowerCase());
            const text = value ?? byDefault.slice(3, -1);
            if (typeof text === 'string' && text.includes(':')) return escaped(text);
            const name = `oracle-${key.trim().toLowerCase().replace(/:/g, '-')}`;
            if (value !== undefined) context[name] = value;
            return `\${${name}${byDefault}}`;
          }),
        );
        return { values: renamed, context };
      });
    },
  },
  {
    name: 'first-part-of-arn',
    about: /"(For\w+:)?Arn/,
    rewrite: (policy, request) => {
      const sent = lowerCased(request.context);
      return withClauses(policy, request, ({ base, key, values }) => {
        const [text] = [sent.get(key.toLowerCase()) ?? []].flat();
        if (!base.startsWith('Arn') || text === undefined) return undefined;
        return { values: values.map((value) => (firstPartFits(value, text) ? value : 'arn:no:such:arn:0:x')) };
      });
    },
  },
  {
    name: 'arn-operator-on-other-text',
    about: /"(For\w+:)?ArnNot/,
    rewrite: (policy, request) => {
      const sent = lowerCased(request.context);
      return withClauses(policy, request, ({ base, key }) => {
        const texts = [sent.get(key.toLowerCase()) ?? []].flat();
        if (!base.startsWith('ArnNot') || texts.length === 0 || texts.some((text) => text.split(':').length >= 6)) return undefined;
        const other = `oracle-no-arn/${key}`;
        const context = { [other.toLowerCase()]: sentAs(sent.get(key.toLowerCase()), () => 'arn:some:other:arn:0:x') };
        return { key: other, values: ['arn:no:such:arn:0:x'], context };
      });
    },
  },
  {
    name: 'number-by-its-beginning',
    about: /"(For\w+:)?Numeric/,
    rewrite: (policy, request) => withComparable(policy, request, /^Numeric/, (text) => [isNumber(text) ? text : 'no number']),
  },
  {
    name: 'bytes-as-text',
    about: /"(For\w+:)?BinaryEquals/,
    rewrite: (policy, request) =>
      withComparable(
        policy,
        request,
        /^BinaryEquals$/,
        (text) => [bytesOf(text) ?? 'no bytes'],
        (text) => bytesOf(text) ?? 'no bytes sent',
      ),
  },
  {
    name: 'epoch-seconds-and-guessed-dates',
    about: /"(For\w+:)?Date/,
    rewrite: (policy, request) =>
      withComparable(policy, request, /^Date/, (text) => {
        const instant = instantOf(text);
        return [instant === undefined ? 'no date' : new Date(Math.min(instant, LAST_DATE)).toISOString()];
      }),
  },
  {
    name: 'address-notation',
    about: /IpAddress/,
    rewrite: (policy, request) => withComparable(policy, request, /IpAddress$/, blocksOf, (text) => fullAddress(text) ?? 'no address'),
  },
];

/** The characters that have no safe literal spelling, as values for variables. */
const CHARACTERS = { 'oracle-star': '*', 'oracle-question': '?', 'oracle-dollar': '$' };

function escaped(text) {
  return text.replace(/[*?$]/g, (char) => `\${${Object.keys(CHARACTERS).find((name) => CHARACTERS[name] === char)}}`);
}

/**
 * The same policy and request without anything that the simulator is known to get wrong, and the names of the deviations that were
 * rewritten.
 */
function withoutDeviations(policy, request, list = deviations) {
  let result = { policy, request };
  const rewritten = [];
  for (const deviation of list) {
    if (!deviation.about.test(textOf(result.policy))) continue;
    const rewriting = deviation.rewrite(result.policy, result.request);
    if (rewriting === undefined) continue;
    result = rewriting;
    rewritten.push(deviation);
  }
  if (rewritten.length > 0) result = { ...result, request: { ...result.request, context: { ...result.request.context, ...CHARACTERS } } };
  return { ...result, rewritten };
}

const TEXTS = new WeakMap();

function textOf(policy) {
  let text = TEXTS.get(policy);
  if (text === undefined) TEXTS.set(policy, (text = JSON.stringify(policy)));
  return text;
}

// ---- Rewriting parts of a policy

function withPrincipals(policy, request, change) {
  let changed = false;
  const changeOne = (type) => (value) => {
    const other = change(type, value);
    changed ||= other !== value;
    return other;
  };
  const changeMap = (element) =>
    typeof element === 'string'
      ? element
      : Object.fromEntries(
          Object.entries(element).map(([type, value]) => [
            type,
            Array.isArray(value) ? value.map(changeOne(type)) : changeOne(type)(value),
          ]),
        );
  const statements = [policy.Statement].flat().map((statement) => ({
    ...statement,
    ...(statement.Principal === undefined ? {} : { Principal: changeMap(statement.Principal) }),
    ...(statement.NotPrincipal === undefined ? {} : { NotPrincipal: changeMap(statement.NotPrincipal) }),
  }));
  return changed ? { policy: { ...policy, Statement: statements }, request } : undefined;
}

/** `change` receives each clause and returns the differences: `key`, `values`, and `context` to add to the request. */
function withClauses(policy, request, change) {
  const context = {};
  let changed = false;
  const statements = [policy.Statement].flat().map((statement) => {
    if (statement.Condition === undefined) return statement;
    const block = {};
    for (const [operator, keys] of Object.entries(statement.Condition)) {
      const base = operator.replace(/^For(All|Any)Values?:/, '').replace(/IfExists$/, '');
      block[operator] = {};
      for (const [key, written] of Object.entries(keys)) {
        const values = [written].flat();
        const different = base === 'Null' ? {} : (change({ base, key, values }) ?? {});
        const changedValues = different.values ?? values;
        if (
          different.key !== undefined ||
          changedValues.length !== values.length ||
          changedValues.some((value, at) => value !== values[at])
        ) {
          changed = true;
        }
        Object.assign(context, different.context);
        block[operator][different.key ?? key] = changedValues;
      }
    }
    return { ...statement, Condition: block };
  });
  return changed
    ? { policy: { ...policy, Statement: statements }, request: { ...request, context: { ...request.context, ...context } } }
    : undefined;
}

/** Rewrites values on both sides of a comparison, under another key, so that clauses of other types on the key are left alone. */
function withComparable(policy, request, operators, valuesOf, sentOf = (text) => valuesOf(text)[0]) {
  const sent = lowerCased(request.context);
  return withClauses(policy, request, ({ base, key, values }) => {
    if (!operators.test(base)) return undefined;
    const value = sent.get(key.toLowerCase());
    const comparable = values.flatMap((text) => valuesOf(String(text)));
    const comparableSent = value === undefined ? undefined : sentAs(value, sentOf);
    const same = String(comparable) === String(values) && String(comparableSent) === String(value);
    if (same) return undefined;
    const other = `oracle-${base}/${key}`;
    return { key: other, values: comparable, context: comparableSent === undefined ? {} : { [other.toLowerCase()]: comparableSent } };
  });
}

function sentAs(value, change) {
  return Array.isArray(value) ? value.map(change) : change(value);
}

/** Does the first part of an ARN pattern match that of the ARN? If it comes from a variable, the simulator is correct. */
function firstPartFits(value, arn) {
  const first = String(value).split(':')[0].replaceAll('${oracle-dollar}', '$');
  if (first.includes('${oracle-')) return true;
  const pattern = first.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${pattern}$`).test(arn.split(':')[0]);
}

function replaced(pattern, by) {
  return (value) => (typeof value === 'string' ? value.replace(pattern, by) : value);
}

function lowerCased(context) {
  return new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
}

/** Is the account of the caller among the principals, and is the caller itself, as a user, a role or a session? `"*"` means both. */
function levelsNamed(principals, caller) {
  const { kind, partition, account, name, roleName, sessionName } = caller;
  const place = (service) => `arn:${partition}:${service}::${account}`;
  const ownNames =
    kind === 'iam-user'
      ? [`${place('iam')}:user/${name}`]
      : [`${place('iam')}:role/${roleName}`, `${place('sts')}:assumed-role/${lastPart(roleName)}/${sessionName}`];
  const has = (names) => principals.some((principal) => principal === '*' || names.includes(principal));
  return [has([account, `${place('iam')}:root`]), has(ownNames)];
}

function accountOf(value) {
  return /^\d{12}$/.test(value) ? value : /^arn:[^:]*:iam::(\d{12}):root$/.exec(value)?.[1];
}

module.exports = { deviations, withoutDeviations };
