/** Which actions a statement covers, and which a request needs. */
import { ALICE, allow, ContextJson, DEPLOY, deny, GITHUB, holeOf, LAMBDA, OKTA, outcomeOf, policyOf, requestOf } from './policies';
import { Caller, requiredActions } from '../../src/evaluation/assume-role-request';
import { matchActions } from '../../src/evaluation/match-action';
import { Truth } from '../../src/evaluation/truth';

const ASSUME = 'sts:AssumeRole';
const SAML = 'sts:AssumeRoleWithSAML';
const OIDC = 'sts:AssumeRoleWithWebIdentity';

describe('the three ways to assume a role', () => {
  test.each<[action: string, role: Truth, saml: Truth, oidc: Truth, tag: Truth]>([
    ['sts:AssumeRole', 'yes', 'no', 'no', 'no'],
    ['STS:assumerole', 'yes', 'no', 'no', 'no'],
    ['sts:AssumeRoleWithSAML', 'no', 'yes', 'no', 'no'],
    ['sts:assumerolewithsaml', 'no', 'yes', 'no', 'no'],
    ['sts:AssumeRoleWithWebIdentity', 'no', 'no', 'yes', 'no'],
    ['sts:AssumeRole*', 'yes', 'yes', 'yes', 'no'],
    ['sts:AssumeRoleWith*', 'no', 'yes', 'yes', 'no'],
    ['sts:Assume*', 'yes', 'yes', 'yes', 'no'],
    ['sts:AssumeRol?', 'yes', 'no', 'no', 'no'],
    ['sts:AssumeRole?', 'no', 'no', 'no', 'no'],
    ['sts:*', 'yes', 'yes', 'yes', 'yes'],
    ['*', 'yes', 'yes', 'yes', 'yes'],
    ['sts:AssumeRoot', 'no', 'no', 'no', 'no'],
    ['sts:TagSession', 'no', 'no', 'no', 'yes'],
    ['iam:*', 'no', 'no', 'no', 'no'],
    ['s3:AssumeRole', 'no', 'no', 'no', 'no'],
    ['AssumeRole', 'no', 'no', 'no', 'no'],
    ['sts:AssumeRole ', 'no', 'no', 'no', 'no'],
    // An action has no variables.
    ['sts:${aws:Action}*', 'no', 'no', 'no', 'no'],
    ['', 'no', 'no', 'no', 'no'],
  ])('"%s"', (action, ...expected) => {
    expect([ASSUME, SAML, OIDC, 'sts:TagSession'].map((asked) => matchActions([action], false, asked))).toEqual(expected);
  });
});

describe('lists, NotAction and unknown parts', () => {
  test.each<[what: string, truth: Truth, expected: Truth]>([
    ['one of a list is enough', matchActions(['sts:TagSession', ASSUME], false, ASSUME), 'yes'],
    ['NotAction is every other action', matchActions(['iam:*'], true, ASSUME), 'yes'],
    ['NotAction is not the named one', matchActions([ASSUME], true, ASSUME), 'no'],
    ['NotAction of AssumeRole covers the other assume actions', matchActions([ASSUME], true, SAML), 'yes'],
    ['NotAction excludes every name of a list', matchActions(['iam:*', 'sts:*'], true, ASSUME), 'no'],
    ['an unknown action may be any action', matchActions([[holeOf()]], false, ASSUME), 'unknown'],
    ['an unknown part after the service may be any action of the service', matchActions([['sts:', holeOf()]], false, ASSUME), 'unknown'],
    ['an unknown part after another service is not an STS action', matchActions([['iam:', holeOf()]], false, ASSUME), 'no'],
    ['an unknown action under NotAction may be this one', matchActions([[holeOf()]], true, ASSUME), 'unknown'],
    ['no action at all makes the result undecided', matchActions([], false, ASSUME), 'unknown'],
    ['no action at all under NotAction makes it undecided, too', matchActions([], true, ASSUME), 'unknown'],
  ])('%s', (_what, truth, expected) => {
    expect(truth).toBe(expected);
  });
});

describe('what a request needs besides the assume action', () => {
  test.each<[context: ContextJson, caller: Caller, needed: string[]]>([
    [{}, ALICE, [ASSUME]],
    [{ 'sts:RoleSessionName': 'x', 'sts:ExternalId': 'xx' }, ALICE, [ASSUME]],
    [{}, LAMBDA, [ASSUME]],
    [{}, OKTA, [SAML]],
    [{}, GITHUB, [OIDC]],
    [{ 'aws:RequestTag/Team': 'blue', 'aws:TagKeys': ['Team'] }, ALICE, [ASSUME, 'sts:TagSession']],
    [{ 'aws:RequestTag/Team': 'blue' }, ALICE, [ASSUME, 'sts:TagSession']],
    [{ 'aws:TagKeys': ['Team'] }, OKTA, [SAML, 'sts:TagSession']],
    [{ 'sts:TransitiveTagKeys': ['Team'] }, DEPLOY, [ASSUME, 'sts:TagSession']],
    [{ 'aws:TagKeys': [] }, ALICE, [ASSUME]],
    [{ 'sts:SourceIdentity': 'alice' }, ALICE, [ASSUME, 'sts:SetSourceIdentity']],
    // A session passes on the source identity that it has.
    [{ 'aws:SourceIdentity': 'alice' }, DEPLOY, [ASSUME, 'sts:SetSourceIdentity']],
    [{ 'sts:RequestContextProviders': ['arn:aws:iam::aws:contextProvider/IdentityCenter'] }, DEPLOY, [ASSUME, 'sts:SetContext']],
    [{ 'sts:RequestContext/identitystore:UserId': 'u-1' }, DEPLOY, [ASSUME, 'sts:SetContext']],
    [{ 'aws:TagKeys': ['Team'], 'sts:SourceIdentity': 'alice' }, GITHUB, [OIDC, 'sts:TagSession', 'sts:SetSourceIdentity']],
    // Tags of the caller, or of the role, are not session tags.
    [{ 'aws:PrincipalTag/Team': 'blue', 'iam:ResourceTag/Team': 'blue' }, ALICE, [ASSUME]],
  ])('%j: %j needs %j', (context, caller, needed) => {
    expect(requiredActions(requestOf(caller, context))).toEqual(needed);
  });
});

describe('every action that a request needs must be allowed, and none denied', () => {
  const tags = { 'aws:RequestTag/Team': 'blue', 'aws:TagKeys': ['Team'] };
  const identity = { 'sts:SourceIdentity': 'alice' };
  const tagging = allow({ Action: 'sts:TagSession' });
  test.each([
    ['no side action allowed', [allow()], tags, 'denied'],
    ['the same without tags', [allow()], {}, 'allowed'],
    ['the side action in a separate statement', [allow(), tagging], tags, 'allowed'],
    ['both in one statement', [allow({ Action: [ASSUME, 'sts:TagSession'] })], tags, 'allowed'],
    ['everything of STS', [allow({ Action: 'sts:*' })], { ...tags, ...identity }, 'allowed'],
    ['one of two side actions', [allow(), tagging], { ...tags, ...identity }, 'denied'],
    ['only the side action', [tagging], tags, 'denied'],
    ['only the side action, which the request does not need', [tagging], {}, 'denied'],
    ['the side action denied', [allow({ Action: 'sts:*' }), deny({ Action: 'sts:TagSession' })], tags, 'denied'],
    ['the side action denied, and not needed', [allow({ Action: 'sts:*' }), deny({ Action: 'sts:TagSession' })], {}, 'allowed'],
    ['everything except AssumeRole denied', [allow({ Action: 'sts:*' }), deny({ NotAction: ASSUME })], {}, 'allowed'],
    ['everything except AssumeRole denied, with tags', [allow({ Action: 'sts:*' }), deny({ NotAction: ASSUME })], tags, 'denied'],
    [
      'the side action for other tags',
      [allow(), allow({ Action: 'sts:TagSession', Condition: { StringEquals: { 'aws:RequestTag/Team': 'red' } } })],
      tags,
      'denied',
    ],
    ['everything except IAM allowed', [allow({ NotAction: 'iam:*' })], tags, 'allowed'],
  ])('%s: %j with %j is %s', (_what, statements, context, outcome) => {
    expect(outcomeOf(policyOf(...statements), requestOf(ALICE, context))).toBe(outcome);
  });
});

describe('principals and actions that never go together', () => {
  const okta = { Federated: 'arn:aws:iam::222233334444:saml-provider/Okta' };
  const github = { Federated: 'arn:aws:iam::222233334444:oidc-provider/token.actions.githubusercontent.com' };
  test.each<[principal: object, Action: string, caller: Caller, outcome: string]>([
    [okta, SAML, OKTA, 'allowed'],
    [okta, OIDC, OKTA, 'denied'],
    [okta, ASSUME, OKTA, 'denied'],
    [github, OIDC, GITHUB, 'allowed'],
    [github, SAML, GITHUB, 'denied'],
    [github, ASSUME, GITHUB, 'denied'],
    [{ AWS: '111122223333' }, ASSUME, ALICE, 'allowed'],
    [{ AWS: '111122223333' }, 'sts:AssumeRoleWith*', ALICE, 'denied'],
    [{ Service: 'lambda.amazonaws.com' }, ASSUME, LAMBDA, 'allowed'],
    [{ Service: 'lambda.amazonaws.com' }, OIDC, LAMBDA, 'denied'],
    // Not documented, so undecided.
    [{ AWS: '*' }, OIDC, GITHUB, 'undecided'],
    [{ AWS: '*' }, SAML, OKTA, 'undecided'],
    [{ AWS: '*' }, ASSUME, LAMBDA, 'undecided'],
  ])('%j may %s: %j is %s', (Principal, Action, caller, outcome) => {
    expect(outcomeOf(policyOf(allow({ Principal, Action })), requestOf(caller))).toBe(outcome);
  });
});

const ROLES_ANYWHERE = 'rolesanywhere.amazonaws.com';
const POD_IDENTITY = 'pods.eks.amazonaws.com';

test.each<[what: string, actions: string[], context: ContextJson, outcome: string, service?: string]>([
  [
    'Roles Anywhere with all three',
    [ASSUME, 'sts:SetSourceIdentity', 'sts:TagSession'],
    { 'sts:SourceIdentity': 'CN=x', 'aws:TagKeys': ['x509Subject/CN'] },
    'allowed',
  ],
  [
    'Roles Anywhere without TagSession',
    [ASSUME, 'sts:SetSourceIdentity'],
    { 'sts:SourceIdentity': 'CN=x', 'aws:TagKeys': ['x509Subject/CN'] },
    'denied',
  ],
  [
    'Roles Anywhere without SetSourceIdentity',
    [ASSUME, 'sts:TagSession'],
    { 'sts:SourceIdentity': 'CN=x', 'aws:TagKeys': ['x509Subject/CN'] },
    'denied',
  ],
  ['Roles Anywhere without TagSession, whatever the request shows', [ASSUME, 'sts:SetSourceIdentity'], {}, 'denied'],
  ['Roles Anywhere without SetSourceIdentity, whatever the request shows', [ASSUME, 'sts:TagSession'], {}, 'denied'],
  ['Pod Identity with both', [ASSUME, 'sts:TagSession'], { 'aws:TagKeys': ['kubernetes-namespace'] }, 'allowed', POD_IDENTITY],
  ['Pod Identity without TagSession', [ASSUME], { 'aws:TagKeys': ['kubernetes-namespace'] }, 'denied', POD_IDENTITY],
  ['Pod Identity without TagSession, its association without session tags', [ASSUME], {}, 'allowed', POD_IDENTITY],
])('%s', (_what, Action, context, outcome, Service = ROLES_ANYWHERE) => {
  expect(outcomeOf(policyOf(allow({ Principal: { Service }, Action })), requestOf({ kind: 'service', service: Service }, context))).toBe(
    outcome,
  );
});
