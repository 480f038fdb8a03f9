/**
 * What a verdict promises, tested on random policies: a policy proved closed allows no request of the same small vocabulary, and the
 * witness of an open one is allowed.
 */
import fc from 'fast-check';
import { arbitraryClause, arbitraryDocument, arbitraryStatement, DocumentJson, Json, keysOf, readingOf } from './arbitrary-policies';
import { arbitraryRequest, requestsAbout } from './arbitrary-requests';
import { canExist, completions, whyImpossible } from './possible-requests';
import { OWNER, STRANGER } from './vocabulary';
import { findNewlyAllowed } from '../../src/analysis/find-newly-allowed';
import { findRequest } from '../../src/analysis/find-request';
import { Question } from '../../src/analysis/question';
import {
  callersWithoutExternalId, servicesForOthers, servicesWithoutSource, strangers, tokensOfAnySubject, unnamedPrincipals, wholeAccounts,
} from '../../src/analysis/questions/questions';
import { Verdict } from '../../src/analysis/verdict';
import { EvaluatedRequest, callerAccount, isAwsCaller } from '../../src/evaluation/assume-role-request';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { propertyRuns } from '../property-runs';

interface Asked { readonly question: Question; readonly counts: (request: EvaluatedRequest) => boolean }

const EXTERNAL_ID = 'sts:externalid';
const isTokenOrService = (kind: string) => kind === 'saml' || kind === 'oidc' || kind === 'service';

const ANY: Asked = { question: { about: 'anybody', callers: () => true }, counts: () => true };

/** Each question twice: as the engine is asked, and as a check of one request. */
const QUESTIONS: readonly Asked[] = [
  ANY,
  {
    question: { about: 'users without MFA', callers: ({ kind, mfa }) => kind === 'iam-user' && mfa !== 'true' },
    counts: ({ caller, context }) => caller.kind === 'iam-user' && context.get('aws:multifactorauthpresent') !== 'true',
  },
  {
    question: { about: 'foreign callers', callers: (caller) => isAwsCaller(caller) && caller.account !== OWNER.account },
    counts: ({ caller }) => callerAccount(caller) !== undefined && callerAccount(caller) !== OWNER.account,
  },
  {
    question: { about: 'one stranger', accounts: [STRANGER], callers: (caller) => isAwsCaller(caller) && caller.account === STRANGER },
    counts: ({ caller }) => callerAccount(caller) === STRANGER,
  },
  {
    question: {
      about: 'callers without an ExternalId',
      callers: () => true,
      requirements: () => [{ key: EXTERNAL_ID, mayBeAbsent: true, mayBePresent: false, differsFrom: [] }],
    },
    counts: ({ context }) => !context.has(EXTERNAL_ID),
  },
  {
    question: { about: 'services and holders of tokens', callers: ({ kind }) => isTokenOrService(kind) },
    counts: ({ caller }) => isTokenOrService(caller.kind),
  },
];

const RANDOM = fc.sample(arbitraryRequest, { numRuns: 400, seed: 7 });
const EACH_CALLER = 16;

function requestsFor(seed: number, ...documents: readonly DocumentJson[]): EvaluatedRequest[] {
  return [...requestsAbout(keysOf(...documents), EACH_CALLER, seed), ...RANDOM].filter(({ caller }) => canExist(caller, ...documents));
}

function admits(document: DocumentJson, request: EvaluatedRequest): boolean {
  return evaluate(readingOf(document).variants[0], request, 'most-admitting').outcome === 'allowed';
}

function ask(document: DocumentJson, { question }: Asked): Verdict {
  return findRequest(readingOf(document), OWNER, question);
}

function newlyAllowed(before: DocumentJson, after: DocumentJson): Verdict {
  return findNewlyAllowed(readingOf(before), readingOf(after), OWNER);
}

function withStatement(document: DocumentJson, statement: DocumentJson['Statement'][number], replaced?: number): DocumentJson {
  const others = document.Statement.filter((_, index) => index !== replaced);
  return { ...document, Statement: [...others, statement] };
}

const seeds = fc.nat(1_000_000);

test('no request contradicts closed, and every open verdict replays', () => {
  fc.assert(
    fc.property(arbitraryDocument, seeds, (document, seed) => {
      const [policy] = readingOf(document).variants;
      const admitted = requestsFor(seed, document).filter((request) => evaluate(policy, request, 'most-admitting').outcome === 'allowed');
      for (const asked of QUESTIONS) {
        const verdict = ask(document, asked);
        if (verdict.kind === 'closed') expect(admitted.find(asked.counts)).toBeUndefined();
        if (verdict.kind === 'undecided') expect(verdict.reasons).not.toEqual([]);
        if (verdict.kind !== 'open') continue;
        expect(admits(document, verdict.request)).toBe(true);
        expect(asked.counts(verdict.request)).toBe(true);
        expect(whyImpossible(verdict.request)).toBeUndefined();
        expect(completions(verdict.request, document).some((request) => admits(document, request))).toBe(true);
        expect(verdict.statements.map((index) => document.Statement[index].Effect)).toContain('Allow');
      }
    }),
    propertyRuns(120),
  );
});

test('adding an Allow never makes an open question closed', () => {
  fc.assert(
    fc.property(arbitraryDocument, arbitraryStatement, (document, statement) => {
      if (ask(document, ANY).kind === 'open') {
        expect(ask(withStatement(document, { ...statement, Effect: 'Allow' }), ANY).kind).not.toBe('closed');
      }
    }),
    propertyRuns(150),
  );
});

/** A rule ignores callers that the policy names in any statement, so that a further statement can add names. */
const OF_RULES: readonly Question[] = [
  strangers(({ account }) => account === STRANGER),
  unnamedPrincipals(0, ({ account }) => account !== OWNER.account, []),
  callersWithoutExternalId(({ account }) => account !== OWNER.account),
  wholeAccounts,
  tokensOfAnySubject,
  servicesWithoutSource,
  servicesForOthers('lambda.amazonaws.com'),
];

// A literal value may name a whole group, which then counts as named; an unknown value names only itself.
test('a request that one statement allows is not hidden by a deploy-time value in another statement', () => {
  fc.assert(
    fc.property(arbitraryDocument, arbitraryStatement, (document, statement) => {
      const asked = OF_RULES.map((question) => ({ question: { ...question, through: 0 }, counts: () => true }));
      const open = asked.filter((question) => ask(document, question).kind === 'open');
      const more = withStatement(document, knownLater({ ...statement, Effect: 'Allow' }));
      for (const question of open) expect([question.question.about, ask(more, question).kind]).not.toContain('closed');
    }),
    propertyRuns(150),
  );
});

/** Every value of its conditions is a parameter. */
function knownLater({ Condition = {}, ...statement }: Json): Json {
  const block = Object.entries(Condition as Record<string, Json>).map(([operator, keys]) => [
    operator, Object.fromEntries(Object.keys(keys).map((key) => [key, operator === 'Null' ? keys[key] : { Ref: 'Value' }])),
  ]);
  return { ...statement, Condition: Object.fromEntries(block) as Json };
}

test('adding a condition to an Allow, or a Deny, never makes a closed question open', () => {
  fc.assert(
    fc.property(
      arbitraryDocument,
      arbitraryClause,
      arbitraryStatement,
      fc.nat(3),
      (document, [operator, key, values], statement, index) => {
        if (ask(document, ANY).kind !== 'closed') return;
        expect(ask(withStatement(document, { ...statement, Effect: 'Deny' }), ANY).kind).not.toBe('open');
        const at = index % document.Statement.length;
        const changed = document.Statement[at];
        if (changed.Effect !== 'Allow') return;
        const block = (changed.Condition ?? {}) as Record<string, Record<string, unknown>>;
        if (block[operator]?.[key] !== undefined) return;
        const narrowed = { ...changed, Condition: { ...block, [operator]: { ...block[operator], [key]: values } } };
        expect(ask(withStatement(document, narrowed, at), ANY).kind).not.toBe('open');
      },
    ),
    propertyRuns(200),
  );
});

test('no request is newly allowed by the same policy, nor by its statements in another order', () => {
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      const reversed = { ...document, Statement: [...document.Statement].reverse() };
      expect(newlyAllowed(document, document).kind).not.toBe('open');
      expect(newlyAllowed(document, reversed).kind).not.toBe('open');
    }),
    propertyRuns(40),
  );
});

test('the newly allowed requests agree with the evaluation of both policies', () => {
  fc.assert(
    fc.property(arbitraryDocument, arbitraryStatement, fc.nat(3), seeds, (before, statement, index, seed) => {
      const after = withStatement(before, statement, index % before.Statement.length);
      const verdict = newlyAllowed(before, after);
      // A role that the policy named before may have been replaced by another role of the same name.
      const requests = () =>
        [...requestsAbout(keysOf(before, after), EACH_CALLER, seed), ...RANDOM].filter(({ caller }) => canExist(caller, after));
      const isNew = (request: EvaluatedRequest) =>
        admits(after, request) && evaluate(readingOf(before).variants[0], request, 'most-admitting').outcome === 'denied';
      if (verdict.kind === 'closed') {
        expect(requests().find(isNew)).toBeUndefined();
        expect(requests().find((request) => mayBeNew(request, before, after))).toBeUndefined();
      }
      if (verdict.kind !== 'open') return;
      expect(whyImpossible(verdict.request)).toBeUndefined();
      expect(completions(verdict.request, before, after).some(isNew)).toBe(true);
    }),
    propertyRuns(40),
  );
});

/** It is allowed for certain now. Whether it was, depends on something that AWS does not document, but not on what the request sends. */
function mayBeNew(request: EvaluatedRequest, before: DocumentJson, after: DocumentJson): boolean {
  const outcome = (document: DocumentJson) => evaluate(readingOf(document).variants[0], request).outcome;
  return (request.undocumented?.size ?? 0) === 0 && outcome(after) === 'allowed' && outcome(before) !== 'allowed';
}

test('a search that exceeds its budget never reports open as closed', () => {
  fc.assert(
    fc.property(arbitraryDocument, fc.nat(60), (document, steps) => {
      const limited = findRequest(readingOf(document), OWNER, ANY.question, { steps, longestPattern: 4096 });
      if (limited.kind === 'closed') expect(ask(document, ANY).kind).toBe('closed');
      if (ask(document, ANY).kind === 'open') expect(limited.kind).not.toBe('closed');
    }),
    propertyRuns(250),
  );
});
