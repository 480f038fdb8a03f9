/** The services, session names and identity providers to try: one representative for each way in which policies distinguish them. */
import { documentOf, OWNER, PARAMETERS, PARTNER } from './ask-policy';
import { Provider } from '../../src/analysis/caller-class';
import { worldOf } from '../../src/analysis/caller-world';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { allow, deny, StatementJson } from '../evaluation/policies';

const SETTINGS = { partition: 'aws', ownAccount: OWNER.account, ownAccountIsKnown: true, otherAccounts: [] };

function worldFor(statements: readonly StatementJson[]) {
  return worldOf(readTrustPolicy(documentOf(...statements), PARAMETERS).variants, SETTINGS);
}

const later = (text: string) => ({ 'Fn::Sub': text });
const when = (operator: string, key: string, ...values: string[]) => allow({ Condition: { [operator]: { [key]: values } } });

describe('services', () => {
  const OTHER = 'example.amazonaws.com';

  test.each<[string, StatementJson[], string[]]>([
    ['no service is named', [allow({ Principal: { AWS: PARTNER } })], [OTHER]],
    [
      'principals name them',
      [allow({ Principal: { Service: ['lambda.amazonaws.com', OTHER] } }), deny({ Principal: { Service: 'lambda.amazonaws.com' } })],
      ['lambda.amazonaws.com', OTHER, `2-${OTHER}`],
    ],
    [
      'enough of them that the example\'s name is taken',
      [allow({ Principal: { Service: [OTHER, `2-${OTHER}`] } })],
      [OTHER, `2-${OTHER}`, `3-${OTHER}`],
    ],
    ['a condition names one', [when('StringEquals', 'aws:PrincipalServiceName', 'ec2.amazonaws.com')], ['ec2.amazonaws.com', OTHER]],
    ['a condition matches any', [when('StringLike', 'aws:PrincipalServiceName', '*')], [OTHER]],
    ['a condition requires one', [when('Null', 'aws:PrincipalServiceName', 'false')], [OTHER]],
    ['an unknown operator compares one', [when('StringMatches', 'aws:PrincipalServiceName', 'ec2*')], [OTHER]],
    ['a condition is about something else', [when('StringLike', 'sts:ExternalId', 'x*')], [OTHER]],
    ['one is known only at deployment', [allow({ Principal: { Service: later('${Parameter}') } })], [OTHER]],
  ])('are the named ones, and another one: %s', (_, statements, expected) => {
    const world = worldFor(statements);
    expect(world.services).toEqual(expected);
    expect(world.incompleteBecause).toEqual([]);
  });

  test.each<[string, StatementJson, RegExp[]]>([
    ['a pattern', when('StringLike', 'aws:PrincipalServiceName', 'ec2.*'), [/^ec2\./, /^(?!ec2\.)/]],
    [
      'a pattern in the list of service names',
      when('ForAnyValue:StringLike', 'aws:PrincipalServiceNamesList', '*.ec2.*'),
      [/\.ec2\./, /^((?!\.ec2\.).)*$/],
    ],
    ['a letter that is in the name of every example', when('StringNotLike', 'aws:PrincipalServiceName', '*x*'), [/x/, /^[^x]+$/]],
    ['a principal with a wildcard', allow({ Principal: { Service: 'lambda*' } }), [/^lambda/, /^(?!lambda)/]],
    [
      'a partly unknown principal',
      allow({ Principal: { Service: later('states.${Parameter}.amazonaws.com') } }),
      [/^states\..*\.amazonaws\.com$/],
    ],
    ['a principal in upper case', allow({ Principal: { Service: later('States.${Parameter}') } }), [/^States\./]],
  ])('that are not named are distinguished by %s', (_, statement, classes) => {
    const { services, incompleteBecause } = worldFor([statement]);
    for (const expected of classes) expect(services.filter((service) => expected.test(service))).not.toEqual([]);
    expect(services.filter((service) => !/^[a-zA-Z0-9.-]+$/.test(service))).toEqual([]);
    expect(incompleteBecause).toEqual([]);
  });

  test('with another principal type: none', () => {
    expect(worldFor([allow({ Principal: { AWS: 'lambda*' } })]).services).toEqual([OTHER]);
  });

  test('with too many patterns: an incomplete list with the literal ones', () => {
    const world = worldFor([when('StringLike', 'aws:PrincipalServiceName', 'ec2.amazonaws.com', '*a*b*c*d*e*', '*e*d*c*b*a*', '?a?b?c*')]);
    expect(world.incompleteBecause).toEqual([]);
    expect(world.services).toEqual(['ec2.amazonaws.com', OTHER]);
    expect(world.incompleteBecause).toEqual(['more patterns for services than can be checked']);
  });
});

describe('names of sessions', () => {
  const session = (name: string) => `arn:aws:sts::${PARTNER}:assumed-role/x/${name}`;

  test.each<[string, unknown, string[]]>([
    ['none is named', { AWS: PARTNER }, ['example-session']],
    [
      'some are named',
      { AWS: [session('build'), session('example-session'), session('build')] },
      ['2-example-session', 'build', 'example-session'],
    ],
    ['one is known only at deployment', { AWS: later(session('${Parameter}')) }, ['example-session']],
    ['a pattern of roles', { AWS: `arn:aws:iam::${PARTNER}:role/x/b*` }, ['example-session']],
    ['a pattern of sessions in another partition', { AWS: `arn:aws-cn:sts::${PARTNER}:assumed-role/x/b*` }, ['example-session']],
    ['any session of a role', { AWS: session('*') }, ['example-session']],
    ['a principal that is mostly unknown', { AWS: later(`arn:aws:sts::${PARTNER}:\${Parameter}/build`) }, ['example-session']],
    ['a token provider', { Federated: `arn:aws:sts::${PARTNER}:x/b*` }, ['example-session']],
  ])('are the named ones, and first of all another one: %s', (_, principal, expected) => {
    const world = worldFor([allow({ Principal: principal })]);
    expect(world.sessionNames).toEqual(expected);
    expect(world.incompleteBecause).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ['a part of the name is not known yet', later(session('build-${Parameter}')), /^build-/],
    ['a wildcard in it', session('b*'), /^b/],
    ['a wildcard that may be the slash before it', `arn:aws:sts::${PARTNER}:assumed-role/x*-build`, /-build$/],
    ['a wildcard that may be more than that slash', `arn:aws:sts::${PARTNER}:assumed-role/x*b`, /^[^x].*b$/],
    ['a single such character', `arn:aws:sts::${PARTNER}:assumed-role/x?build`, /^build$/],
    ['no slash at all', '*build', /build$/],
    ['an ARN without a principal type', undefined, /^build$/],
  ])('that principals match are in the list: %s', (_, AWS, expected) => {
    const world = worldFor([allow({ Principal: AWS === undefined ? session('build') : { AWS } })]);
    expect(world.sessionNames[0]).toBe('example-session');
    expect(world.sessionNames.filter((name) => expected.test(name))).not.toEqual([]);
    expect(world.sessionNames.filter((name) => !/^[\w+=,.@-]{2,64}$/.test(name))).toEqual([]);
    expect(world.incompleteBecause).toEqual([]);
  });

  test('are distinguished in no more ways than a pattern can', () => {
    const { sessionNames } = worldFor([allow({ Principal: { AWS: session('*cc') } })]);
    expect(sessionNames.map((name) => /c*$/.exec(name)![0].length)).toEqual([0, 1, 2]);
  });

  test('with too many patterns: an incomplete list with the literal ones', () => {
    const world = worldFor([allow({ Principal: { AWS: [session('build'), session('*a*b*c*d*e*'), session('*e*d*c*b*a*')] } })]);
    expect(world.incompleteBecause).toEqual([]);
    expect(world.sessionNames).toEqual(['example-session', 'build']);
    expect(world.incompleteBecause).toEqual(['more patterns for session names than can be checked']);
  });
});

describe('identity providers', () => {
  const GITHUB = 'token.actions.githubusercontent.com';
  const saml = (name: string, account = OWNER.account) => `arn:aws:iam::${account}:saml-provider/${name}`;
  const oidc = (issuer: string, account = OWNER.account) => `arn:aws:iam::${account}:oidc-provider/${issuer}`;
  const trusting = (...Federated: unknown[]) => allow({ Principal: { Federated } });
  const shown = (providers: readonly Provider[]) => providers.map(({ partition, account, name }) => `${partition} ${account} ${name}`);

  test.each<[string, StatementJson[], string[]]>([
    ['none is named', [trusting(oidc(GITHUB))], [`aws ${OWNER.account} example`]],
    [
      'some are named',
      [trusting(saml('Okta'), saml('Okta', PARTNER), saml('Okta'))],
      [`aws ${OWNER.account} Okta`, `aws ${PARTNER} Okta`, `aws ${OWNER.account} example`],
    ],
    ['one has the name of the example', [trusting(saml('example', PARTNER))], [`aws ${PARTNER} example`, `aws ${OWNER.account} 2-example`]],
    ['others are built in', [trusting('accounts.google.com', 'cognito-identity*')], [`aws ${OWNER.account} example`]],
    ['one is mostly unknown', [trusting(later(`arn:aws:iam::${OWNER.account}:\${Parameter}`))], [`aws ${OWNER.account} example`]],
    [
      'one is named in another partition',
      [trusting(`arn:aws-cn:iam::${PARTNER}:saml-provider/Okta`)],
      [`aws-cn ${PARTNER} Okta`, `aws ${OWNER.account} example`],
    ],
  ])('for SAML are the named ones, and another one: %s', (_, statements, expected) => {
    expect(shown(worldFor(statements).samlProviders)).toEqual(expected);
  });

  test.each<[string, StatementJson[], string[]]>([
    ['none is named', [trusting(saml('Okta'))], [`aws ${OWNER.account} issuer.example.com`]],
    [
      'some are named',
      [trusting(oidc(GITHUB, PARTNER), 'accounts.google.com')],
      [`aws ${PARTNER} ${GITHUB}`, 'aws  accounts.google.com', `aws ${OWNER.account} issuer.example.com`],
    ],
    [
      'conditions compare their claims', [
        when('StringLike', `${GITHUB}:sub`, 'repo:us/*'),
        when('StringEquals', 'accounts.google.com:aud', 'app'),
        when('StringEquals', 'sts:ExternalId', 'x'),
      ],
      [`aws ${OWNER.account} ${GITHUB}`, 'aws  accounts.google.com', `aws ${OWNER.account} issuer.example.com`],
    ],
    [
      'conditions write them in upper case, as issuers may be', [when('StringLike', 'oidc.example.org/id/ABC:sub', 'x')],
      [
        `aws ${OWNER.account} oidc.example.org/id/abc`,
        `aws ${OWNER.account} oidc.example.org/id/ABC`,
        `aws ${OWNER.account} issuer.example.com`,
      ],
    ],
    [
      'a key is not known yet',
      [allow({ Condition: { StringEquals: { 'Fn::Transform': { Ref: 'Parameter' } } } })],
      [`aws ${OWNER.account} issuer.example.com`],
    ],
    [
      'one has the name of the example',
      [trusting(oidc('issuer.example.com'))],
      [`aws ${OWNER.account} issuer.example.com`, `aws ${OWNER.account} 2-issuer.example.com`],
    ],
  ])('for tokens are the named ones, and another one: %s', (_, statements, expected) => {
    expect(shown(worldFor(statements).issuers)).toEqual(expected);
  });

  test('a partly unknown key adds none', () => {
    const Json = { Type: 'Custom::AWSCDKCfnJson', Properties: { Value: { 'Fn::Sub': '{"token.${Parameter}.example.com:sub":"x"}' } } };
    const document = documentOf(allow({ Condition: { StringEquals: { 'Fn::GetAtt': ['Json', 'Value'] } } }));
    const { variants } = readTrustPolicy(document, { ...PARAMETERS, resources: { Json } });
    expect(variants[0].statements[0].conditions).toMatchObject([
      { key: ['token.', { what: 'parameter "Parameter"' }, '.example.com:sub'] },
    ]);
    expect(shown(worldOf(variants, SETTINGS).issuers)).toEqual([`aws ${OWNER.account} issuer.example.com`]);
  });

  test.each<[string, StatementJson[], RegExp]>([
    ['a part of the name is not known yet', [trusting(later(saml('okta-${Parameter}', PARTNER)))], new RegExp(`^aws ${PARTNER} okta-`)],
    [
      'the name is not known yet, in another partition',
      [trusting(later(`arn:aws-cn:iam::${PARTNER}:saml-provider/okta-\${Parameter}`))],
      new RegExp(`^aws-cn ${PARTNER} okta-`),
    ],
    ['the account is not known yet', [trusting(later(saml('Okta', '${Parameter}')))], new RegExp(`^aws ${OWNER.account} Okta$`)],
    ['a part of the account is known', [trusting(later(saml('Okta', '12${Parameter}')))], /^aws 12\d{10} Okta$/],
    [
      'the partition is not known yet',
      [trusting(later(`arn:\${Parameter}:iam::${PARTNER}:saml-provider/Okta`))],
      new RegExp(`^aws ${PARTNER} Okta$`),
    ],
    ['there is a wildcard in it', [trusting(saml('ok*', PARTNER))], new RegExp(`^aws ${PARTNER} ok`)],
    ['the wildcard is in the account', [trusting(saml('ok?a', '12*'))], /^aws 12\d{10} ok.a$/],
    [
      'some that match are named',
      [trusting(saml('ok*')), deny({ Principal: { Federated: [saml('ok'), saml('okt')] } })],
      new RegExp(`^aws ${OWNER.account} ok(?!t?$)`),
    ],
    [
      'one of that name is named in another partition',
      [trusting(later(saml('ok${Parameter}', PARTNER))), trusting(`arn:aws-cn:iam::${PARTNER}:saml-provider/ok`)],
      new RegExp(`^aws ${PARTNER} ok$`),
    ],
    [
      'one of that name is named in lower case',
      [trusting(later(saml('Okta', '${Parameter}')), saml('okta'))],
      new RegExp(`^aws ${OWNER.account} Okta$`),
    ],
    [
      'one of that name is named in another account',
      [trusting(later(saml('Okta', '${Parameter}'))), deny({ Principal: { Federated: saml('Okta', PARTNER) } })],
      new RegExp(`^aws ${OWNER.account} Okta$`),
    ],
  ])('for SAML that principals match are in the list: %s', (_, statements, expected) => {
    const world = worldFor(statements);
    expect(shown(world.samlProviders).filter((provider) => expected.test(provider))).not.toEqual([]);
    expect(shown(world.samlProviders).filter((provider) => !/^aws(-cn)? \d{12} [\w.-]+$/.test(provider))).toEqual([]);
    expect(world.incompleteBecause).toEqual([]);
  });

  test.each<[string, StatementJson[], RegExp]>([
    [
      'a part of the issuer is not known yet',
      [trusting(later(oidc('oidc.eks.eu-west-1.amazonaws.com/id/${Parameter}')))],
      new RegExp(`^aws ${OWNER.account} oidc\\.eks\\.eu-west-1\\.amazonaws\\.com/id/`),
    ],
    [
      'and conditions write it out', [
        trusting(later(oidc('oidc.example.org/id/${Parameter}', PARTNER))),
        when('StringEquals', 'oidc.example.org/id/ABC:sub', 'x'),
      ],
      new RegExp(`^aws ${PARTNER} oidc\\.example\\.org/id/ABC$`),
    ],
    ['there is a wildcard in it', [trusting(oidc('token.*', PARTNER))], new RegExp(`^aws ${PARTNER} token\\.`)],
    ['it is a pattern of identity pools', [trusting('cognito-identity*')], /^aws {2}cognito-identity\.amazonaws\.com$/],
    ['it is a pattern of Google', [trusting('accounts.*')], /^aws {2}accounts\.google\.com$/],
    ['it is a pattern of Facebook', [trusting('graph.*')], /^aws {2}graph\.facebook\.com$/],
    ['it is a pattern of Amazon', [trusting('www.a*')], /^aws {2}www\.amazon\.com$/],
  ])('for tokens that principals match are in the list: %s', (_, statements, expected) => {
    const world = worldFor(statements);
    expect(shown(world.issuers).filter((provider) => expected.test(provider))).not.toEqual([]);
    expect(world.incompleteBecause).toEqual([]);
  });

  test.each<[string, StatementJson, number, number]>([
    ['of the type AWS', allow({ Principal: { AWS: [saml('ok*'), oidc('token.*'), 'accounts.*'] } }), 1, 1],
    ['of the type Service', allow({ Principal: { Service: ['accounts.*'] } }), 1, 1],
    ['of the other kind', trusting(later(saml('okta-${Parameter}'))), 2, 1],
    ['that matches nothing', trusting('https://accounts.google.com'), 1, 1],
  ])('are not in the list for a pattern %s', (_, statement, samlProviders, issuers) => {
    const world = worldFor([statement]);
    expect([world.samlProviders.length, world.issuers.length]).toEqual([samlProviders, issuers]);
  });

  const GAP = 'more patterns for identity providers than can be checked';

  test.each<[string, StatementJson]>([
    ['of accounts', trusting(saml('Okta', '*1??????2*'))],
    ['of names', trusting(saml('*a????????????????b*'))],
    ['of a length', trusting(saml('Okta', `${'*1'.repeat(300)}`))],
  ])('with more patterns than can be counted %s leave a gap', (_, statement) => {
    const world = worldFor([statement]);
    expect(world.incompleteBecause).toEqual([]);
    expect(shown(world.samlProviders)).toEqual([`aws ${OWNER.account} example`]);
    expect(world.incompleteBecause).toEqual([GAP]);
    expect(shown(world.issuers)).toEqual([`aws ${OWNER.account} issuer.example.com`]);
    expect(world.incompleteBecause).toEqual([GAP]);
  });
});
