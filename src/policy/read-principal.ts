/**
 * Reads `Principal` and `NotPrincipal`.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { isAccountId } from './holes';
import { excerptOf } from './json-text';
import { isKnown, knownPartMatches, onlyHole, PartlyKnownText, piecesOf, showText, textOf } from './partly-known-text';
import { ProblemLog } from './policy-problems';
import { Principal, PrincipalKey } from './principal';
import { Classified, classifyAwsArn, classifyFederatedArn, textFits, Refusal } from './principal-arn';
import { DeployTimeValue, entriesFrom, isKnownLater, textFrom, textOrHole, typeInWords } from './resolved-value';

export interface ReadPrincipals {
  readonly principals: readonly Principal[];
  /** Why it is unknown which principals the element names. */
  readonly unreadable: readonly string[];
}

const KEYS: readonly PrincipalKey[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

export function readPrincipals(element: string, value: unknown, log: ProblemLog): ReadPrincipals {
  if (isKnownLater(value)) return { principals: [unknownPrincipal(textOrHole(value))], unreadable: [] };
  if (typeof value === 'string') return { principals: [readBareText(element, value, log)], unreadable: [] };
  const entries = entriesFrom(value);
  if (!entries) return nobody(`\`${element}\` is ${typeInWords(value)}`, log);
  if (entries.length === 0) return nobody(`\`${element}\` is empty`, log);
  const principals: Principal[] = [];
  const unreadable: string[] = [];
  for (const [key, named] of entries) {
    const values = Array.isArray(named) ? named : [named];
    if (values.length === 0) unreadable.push(...nobody(`\`${element}\` has an empty list under \`${excerptOf(key)}\``, log).unreadable);
    const keyRead = readKey(element, key, log);
    for (const item of values) principals.push(keyRead ? readPrincipal(keyRead, item, log) : underUnknownKey(key, item));
  }
  return { principals, unreadable };
}

function nobody(message: string, log: ProblemLog): ReadPrincipals {
  return {
    principals: [],
    unreadable: [log.rejected(message, 'name at least one principal: `{ "AWS": "arn:aws:iam::<12 digits>:role/<name>" }`')],
  };
}

/** `Principal: "*"`; no other text is allowed there without a key. */
function readBareText(element: string, written: string, log: ProblemLog): Principal {
  if (written === '*') {
    log.rejected(
      `\`"${element}": "*"\` is not accepted in a trust policy`,
      'name the principals; to allow every principal, write `{ "AWS": "*" }`',
    );
    return { kind: 'anyone', written };
  }
  return malformed('AWS', written, new Refusal('it has no key', 'put it under `AWS`, `Service` or `Federated`'), log);
}

function readKey(element: string, written: PartlyKnownText, log: ProblemLog): PrincipalKey | undefined {
  if (!isKnown(written)) return undefined;
  const meant = KEYS.find((key) => key === written) ?? KEYS.find((key) => key.toLowerCase() === written.toLowerCase());
  if (meant === written) return meant;
  const fix = meant ? `write \`${meant}\`` : 'use `AWS`, `Service` or `Federated`';
  log.rejected(`\`${element}\` has the key \`${excerptOf(written)}\`, which IAM does not know`, fix);
  return meant;
}

function underUnknownKey(key: PartlyKnownText, value: unknown): Principal {
  const written = textOrHole(value);
  if (isKnown(key)) return { kind: 'malformed', key: 'AWS', written, why: `\`${excerptOf(key)}\` is not a kind of principal` };
  // The principal depends on both: under two keys that are known only later, the same text can name different principals.
  return { kind: 'unknown', written: textOf([key, ': ', written]), what: showText(key) };
}

function readPrincipal(key: PrincipalKey, value: unknown, log: ProblemLog): Principal {
  const written = textFrom(value);
  if (value instanceof DeployTimeValue && value.isList) return unknownPrincipal([value.hole], key);
  if (written === undefined || typeof value === 'boolean') {
    return malformed(key, '', new Refusal(`it is ${typeInWords(value)}, not a string`, 'write principals as strings'), log);
  }
  const classified = classify(key, written);
  if (classified instanceof Refusal) return malformed(key, written, classified, log);
  if (classified?.kind === 'anyone' && key !== 'AWS') {
    log.rejected(
      `\`"${key}": "*"\` is not accepted: a wildcard may stand under \`AWS\` only`,
      `name the ${key === 'Service' ? 'service, such as `lambda.amazonaws.com`' : 'identity provider by its ARN'}`,
    );
  }
  if (classified?.kind === 'service' && isKnown(classified.service)) refuseImpossibleService(classified.service, log);
  return classified ?? unknownPrincipal(written, key);
}

function unknownPrincipal(written: PartlyKnownText, key?: PrincipalKey): Principal {
  return { kind: 'unknown', ...key && { key }, written, what: onlyHole(written)?.what ?? showText(written) };
}

function malformed(key: PrincipalKey, written: PartlyKnownText, refusal: Refusal, log: ProblemLog): Principal {
  log.rejected(`\`${excerptOf(written)}\` under \`${key}\` is not a principal: ${refusal.why}`, refusal.fix);
  return { kind: 'malformed', key, written, why: refusal.why };
}

const INSTEAD_OF_WILDCARD = {
  AWS: 'trust the account and add a condition: `"ArnLike": { "aws:PrincipalArn": "<pattern>" }`',
  Service: 'name each service, such as `lambda.amazonaws.com`',
  Federated: 'name each identity provider',
};

function classify(key: PrincipalKey, written: PartlyKnownText): Classified {
  if (written === '*' && key !== 'CanonicalUser') return { kind: 'anyone', key, written };
  if (key === 'CanonicalUser') return new Refusal('a canonical user is a principal of S3 only', 'name the account or the user by its ARN');
  if (knownPartMatches(written, /\$\{/)) {
    return new Refusal(
      'a principal cannot contain a policy variable',
      'write the principal out; in a template, use `Fn::Sub` to fill it in',
    );
  }
  if (knownPartMatches(written, /[*?]/)) {
    // A hole can be empty: then this is every principal.
    if (piecesOf(written).filter((piece) => typeof piece === 'string').join('') === '*') return undefined;
    return new Refusal('a principal cannot contain a wildcard', INSTEAD_OF_WILDCARD[key]);
  }
  switch (key) {
    case 'AWS': return classifyAws(written);
    case 'Service': return classifyService(written);
    case 'Federated': return classifyFederated(written);
  }
}

function classifyAws(written: PartlyKnownText): Classified {
  if (startsWith(written, 'arn:')) return classifyAwsArn(written);
  const hole = onlyHole(written);
  const kind = hole?.kind;
  if (hole && isAccountId(hole)) return { kind: 'account', account: written, written };
  if (kind === 'own-name') {
    return new Refusal(
      'the name of a resource is not a principal',
      'use its ARN: `Fn::GetAtt: [<resource>, Arn]`; with the CDK, pass the role or the user itself',
    );
  }
  if (!isKnown(written)) return undefined;
  if (/^\d{12}$/.test(written)) return { kind: 'account', account: written, written };
  if (/^(AIDA|AROA)[A-Z0-9]{8,124}$/.test(written)) return { kind: 'unique-id', id: written, written };
  return new Refusal(...whyNoAwsPrincipal(written));
}

function whyNoAwsPrincipal(written: string): [why: string, fix: string] {
  if (/^\d+$/.test(written)) {
    return [`an account id has 12 digits, not ${written.length}`, 'write the 12 digits of the account, as a string'];
  }
  if (/^A[A-Z]{3}[A-Z0-9]{8,124}$/.test(written)) {
    return ['only IDs of users and roles are allowed there', 'name the user or the role by its ARN'];
  }
  if (isBuiltInWebIdentity(written)) return ['an identity provider belongs under `Federated`', `write \`{ "Federated": "${written}" }\``];
  if (/\.amazonaws\.com(\.cn)?$/.test(written)) return ['a service belongs under `Service`', `write \`{ "Service": "${written}" }\``];
  return ['it is neither an ARN nor an account id', 'write an ARN of IAM or STS, or the 12 digits of an account'];
}

const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;

function classifyService(written: PartlyKnownText): Classified {
  return textFits(written, HOST, /^[a-z0-9.-]*$/i)
    ? { kind: 'service', service: written, written }
    : new Refusal('it is not the name of a service', 'write the host name of the service, such as `lambda.amazonaws.com`');
}

/**
 * The endings of service names: one for each kind of partition, and one for internal services of AWS. Only Alexa uses `amazon.com`.
 * AWS does not publish which names exist.
 */
const SUFFIXES_OF_SERVICES = [
  '.amazonaws.com', '.amazonaws.com.cn', '.amazonaws.eu', '.aws.internal', '.c2s.ic.gov', '.sc2s.sgov.gov', '.cloud.adc-e.uk',
  '.csp.hci.ic.gov',
];
const ALEXA = /^(alexa-[a-z0-9-]+|[a-z0-9-]+\.alexa)\.amazon\.com$/;

function mayBeService(name: string): boolean {
  return /^[a-z0-9.-]+$/.test(name) && (SUFFIXES_OF_SERVICES.some((suffix) => name.endsWith(suffix)) || ALEXA.test(name));
}

function refuseImpossibleService(service: string, log: ProblemLog): void {
  if (mayBeService(service)) return;
  const inLowerCase = service.toLowerCase();
  const fix = mayBeService(inLowerCase)
    ? `write \`${inLowerCase}\`: names of services are in lower case`
    : `write the name as the documentation of the service has it: \`${inLowerCase.split('.')[0]}.amazonaws.com\` or the like`;
  log.rejected(`\`${excerptOf(service)}\` is not the name of a service`, fix);
}

/** Is it a web identity provider that IAM accepts without a provider resource? */
export function isBuiltInWebIdentity(written: string): boolean {
  return (
    ['accounts.google.com', 'graph.facebook.com', 'www.amazon.com'].includes(written) ||
    /^cognito-identity([.-][a-z0-9.-]*)?\.amazonaws\.com(\.cn)?$/.test(written)
  );
}

function classifyFederated(written: PartlyKnownText): Classified {
  if (startsWith(written, 'arn:')) return classifyFederatedArn(written);
  if (!isKnown(written)) return undefined;
  if (isBuiltInWebIdentity(written)) return { kind: 'web-identity', provider: written, written };
  return new Refusal(
    'it is neither the ARN of an identity provider nor one that IAM knows by name',
    'write the ARN of the provider: `arn:aws:iam::<12 digits>:oidc-provider/<issuer>`',
  );
}

function startsWith(text: PartlyKnownText, beginning: string): boolean {
  const [first] = piecesOf(text);
  return typeof first === 'string' && first.startsWith(beginning);
}
