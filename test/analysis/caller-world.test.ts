import { documentOf, OWNER, PARAMETERS, PARTNER } from './asking';
import { strangerTo } from '../../src/analysis/accounts-told-apart';
import { everybody, Provider } from '../../src/analysis/caller-class';
import { worldOf } from '../../src/analysis/caller-world';
import { readTrustPolicy } from '../../src/policy/read-trust-policy';
import { allow, deny, StatementJson } from '../evaluation/policies';

const SETTINGS = { partition: 'aws', ownAccount: OWNER.account, ownAccountIsKnown: true, otherAccounts: [] };

function worldFor(statements: readonly StatementJson[], otherAccounts: readonly string[] = []) {
  return worldOf(readTrustPolicy(documentOf(...statements), PARAMETERS).variants, { ...SETTINGS, otherAccounts });
}

const later = (text: string) => ({ 'Fn::Sub': text });
const when = (operator: string, key: string, ...values: string[]) => allow({ Condition: { [operator]: { [key]: values } } });

describe('accounts', () => {
  test('are those that are named anywhere, and a stranger', () => {
    const { accounts, gaps } = worldFor(
      [
        allow({ Principal: { AWS: PARTNER } }),
        allow({ Principal: { AWS: 'arn:aws:iam::555566667777:group/no-principal' } }),
        when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::444455556666-bucket'),
      ],
      ['222233334444'],
    );
    expect(new Set(accounts)).toEqual(new Set(['999999999999', OWNER.account, PARTNER, '222233334444', '444455556666', '555566667777']));
    expect(gaps).toEqual([]);
  });

  test('have twelve digits', () => expect(worldFor([], ['12345', '1234567890123']).accounts).toEqual(['999999999999', OWNER.account]));

  test.each<[string, StatementJson, RegExp[]]>([
    ['a pattern of accounts', when('StringLike', 'aws:PrincipalAccount', '9*'), [/^9/, /^[^9]/]],
    ['a pattern inside of an ARN', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::12*:role/x'), [/^12/, /^(?!12)/]],
    ['two patterns', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::1*:role/x', 'arn:aws:iam::*1:role/x'), [/^1.*1$/, /^1.*[^1]$/, /^[^1].*1$/, /^[^1].*[^1]$/]],
    ['a wildcard that swallows colons', when('StringLike', 'aws:PrincipalArn', 'arn:*5678*'), [/5678/, /^((?!5678).)*$/]],
    ['a variable', when('StringEquals', 'aws:PrincipalAccount', '12${aws:PrincipalTag/rest}'), [/^12/, /^(?!12)/]],
    ['a principal with a wildcard', allow({ Principal: { AWS: 'arn:aws:iam::12*:root' } }), [/^12/, /^(?!12)/]],
    ['a session with a wildcard', allow({ Principal: { AWS: 'arn:aws:sts::12*:assumed-role/x/y' } }), [/^12/, /^(?!12)/]],
    ['digits with a wildcard', allow({ Principal: { AWS: '12*' } }), [/^12/, /^(?!12)/]],
    ['a principal of whose account a part is known later', allow({ Principal: { AWS: later('arn:aws:iam::12${Parameter}:root') } }), [/^12/, /^(?!12)/]],
    ['a pattern that a named account fits', when('StringLike', 'aws:PrincipalAccount', `${PARTNER.slice(0, 11)}?`, PARTNER), [/^11112222333[^3]$/, /^(?!11112222333)/]],
  ])('nobody named are told apart by %s', (_, statement, classes) => {
    const { accounts, gaps } = worldFor([statement]);
    const strangers = accounts.filter((account) => account !== PARTNER && account !== OWNER.account);
    for (const expected of classes) expect(strangers.filter((account) => expected.test(account))).not.toEqual([]);
    expect(strangers.every((account) => /^\d{12}$/.test(account))).toBe(true);
    expect(gaps).toEqual([]);
  });

  test.each<[string, StatementJson]>([
    ['an ARN', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*12345:role/x')],
    ['a principal', allow({ Principal: { AWS: 'arn:aws:iam::*12345:root' } })],
  ])('are told apart by the end of their number in no more than two ways: %s', (_, statement) => {
    const strangers = worldFor([statement]).accounts.filter((account) => account !== OWNER.account);
    expect(strangers.map((account) => account.endsWith('12345'))).toEqual([false, true]);
  });

  // Paths are up to 512 characters long.
  const LONG_PATH = `${'path/'.repeat(102)}name`;

  test.each<[string, StatementJson]>([
    ['a condition on something else', when('StringLike', 'sts:ExternalId', '12*')],
    ['an operator that nobody knows', when('StringMatches', 'aws:PrincipalAccount', '12*')],
    ['Null', when('Null', 'aws:PrincipalArn', 'false')],
    ['the order of ARNs, which are no numbers', when('NumericLessThan', 'aws:PrincipalArn', '5')],
    ['a long ARN', when('ArnEquals', 'aws:PrincipalArn', `arn:aws:iam::${OWNER.account}:role/${LONG_PATH}`)],
    ['a long pattern of names', when('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::*:role/${LONG_PATH}*`)],
    ['a principal with a long path', allow({ Principal: { AWS: `arn:aws:iam::${OWNER.account}:role/${LONG_PATH}` } })],
  ])('are not told apart by %s, and that leaves no gap', (_, statement) => {
    const world = worldFor([statement]);
    expect(world.accounts).toEqual(['999999999999', OWNER.account]);
    expect(world.gaps).toEqual([]);
  });

  const BY_ORDER = 'the policy compares account numbers by their order';
  const TOO_MANY = 'the policy holds too many patterns of account numbers';

  test.each<[string, StatementJson, string]>([
    ['their order', when('NumericLessThan', 'aws:PrincipalAccount', '200000000000'), BY_ORDER],
    ['their order among dates', when('DateLessThan', 'aws:PrincipalAccount', '200000000000'), BY_ORDER],
    ['patterns beyond counting', when('StringLike', 'aws:PrincipalAccount', ...Array.from({ length: 30 }, (_, index) => `*${index}*${index + 1}*${index + 2}*`)), TOO_MANY],
    ['a pattern too long', when('StringLike', 'aws:PrincipalAccount', '1*', '*1'.repeat(3000)), TOO_MANY],
  ])('are not all told apart by %s: that leaves a gap', (_, statement, gap) => {
    const world = worldFor([statement]);
    expect(world.gaps).toEqual([]);
    expect(world.accounts).toContain('999999999999');
    expect(world.gaps).toEqual([gap]);
  });

  test('a stranger is nobody who is named', () => {
    const named = new Set(['999999999999', '888888888888', '777777777777', '666666666666', '555555555550', '100000000000']);
    expect(strangerTo(new Set())).toBe('999999999999');
    expect(strangerTo(named)).toMatch(/^\d{12}$/);
    expect(named.has(strangerTo(named))).toBe(false);
  });
});

describe('services', () => {
  const OTHER = 'example.amazonaws.com';

  test.each<[string, StatementJson[], string[]]>([
    ['nobody speaks of any', [allow({ Principal: { AWS: PARTNER } })], [OTHER]],
    ['principals name them', [allow({ Principal: { Service: ['lambda.amazonaws.com', OTHER] } }), deny({ Principal: { Service: 'lambda.amazonaws.com' } })], ['lambda.amazonaws.com', OTHER, `2-${OTHER}`]],
    ['so often that the name of the other one is taken', [allow({ Principal: { Service: [OTHER, `2-${OTHER}`] } })], [OTHER, `2-${OTHER}`, `3-${OTHER}`]],
    ['a condition names one', [when('StringEquals', 'aws:PrincipalServiceName', 'ec2.amazonaws.com')], ['ec2.amazonaws.com', OTHER]],
    ['a condition asks for any', [when('StringLike', 'aws:PrincipalServiceName', '*')], [OTHER]],
    ['a condition asks whether there is one', [when('Null', 'aws:PrincipalServiceName', 'false')], [OTHER]],
    ['an operator that nobody knows asks for one', [when('StringMatches', 'aws:PrincipalServiceName', 'ec2*')], [OTHER]],
    ['a condition is about something else', [when('StringLike', 'sts:ExternalId', 'x*')], [OTHER]],
    ['deployment will name one', [allow({ Principal: { Service: later('${Parameter}') } })], [OTHER]],
  ])('are those that are spoken of, and another one: %s', (_, statements, expected) => {
    const world = worldFor(statements);
    expect(world.services).toEqual(expected);
    expect(world.gaps).toEqual([]);
  });

  test.each<[string, StatementJson, RegExp[]]>([
    ['a pattern', when('StringLike', 'aws:PrincipalServiceName', 'ec2.*'), [/^ec2\./, /^(?!ec2\.)/]],
    ['a pattern of their list', when('ForAnyValue:StringLike', 'aws:PrincipalServiceNamesList', '*.ec2.*'), [/\.ec2\./, /^((?!\.ec2\.).)*$/]],
    ['a letter that is in the name of every example', when('StringNotLike', 'aws:PrincipalServiceName', '*x*'), [/x/, /^[^x]+$/]],
    ['a principal with a wildcard', allow({ Principal: { Service: 'lambda*' } }), [/^lambda/, /^(?!lambda)/]],
    ['a principal of which a part is known later', allow({ Principal: { Service: later('states.${Parameter}.amazonaws.com') } }), [/^states\..*\.amazonaws\.com$/]],
    ['a principal in capitals', allow({ Principal: { Service: later('States.${Parameter}') } }), [/^States\./]],
  ])('nobody named are told apart by %s', (_, statement, classes) => {
    const { services, gaps } = worldFor([statement]);
    for (const expected of classes) expect(services.filter((service) => expected.test(service))).not.toEqual([]);
    expect(services.filter((service) => !/^[a-zA-Z0-9.-]+$/.test(service))).toEqual([]);
    expect(gaps).toEqual([]);
  });

  test('under another key of a principal are none', () => {
    expect(worldFor([allow({ Principal: { AWS: 'lambda*' } })]).services).toEqual([OTHER]);
  });

  test('in too many patterns leave a gap, and those that are written out', () => {
    const world = worldFor([when('StringLike', 'aws:PrincipalServiceName', 'ec2.amazonaws.com', '*a*b*c*d*e*', '*e*d*c*b*a*', '?a?b?c*')]);
    expect(world.gaps).toEqual([]);
    expect(world.services).toEqual(['ec2.amazonaws.com', OTHER]);
    expect(world.gaps).toEqual(['the policy holds too many patterns of services']);
  });
});

describe('names of sessions', () => {
  const session = (name: string) => `arn:aws:sts::${PARTNER}:assumed-role/x/${name}`;

  test.each<[string, unknown, string[]]>([
    ['nobody names any', { AWS: PARTNER }, ['example-session']],
    ['some are named', { AWS: [session('build'), session('example-session'), session('build')] }, ['2-example-session', 'build', 'example-session']],
    ['deployment will name one', { AWS: later(session('${Parameter}')) }, ['example-session']],
    ['a pattern of roles', { AWS: `arn:aws:iam::${PARTNER}:role/x/b*` }, ['example-session']],
    ['a pattern of sessions in another partition', { AWS: `arn:aws-cn:sts::${PARTNER}:assumed-role/x/b*` }, ['example-session']],
    ['any session of a role', { AWS: session('*') }, ['example-session']],
    ['a principal of which too little is known', { AWS: later(`arn:aws:sts::${PARTNER}:\${Parameter}/b`) }, ['example-session']],
    ['a provider of tokens', { Federated: `arn:aws:sts::${PARTNER}:x/b*` }, ['example-session']],
  ])('are those that are named, and first of all another one: %s', (_, principal, expected) => {
    const world = worldFor([allow({ Principal: principal })]);
    expect(world.sessionNames).toEqual(expected);
    expect(world.gaps).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ['a part of the name is known later', later(session('build-${Parameter}')), /^build-/],
    ['a wildcard in it', session('b*'), /^b/],
    ['a wildcard that may be the slash before it', `arn:aws:sts::${PARTNER}:assumed-role/x*-build`, /-build$/],
    ['a wildcard that may be more than that slash', `arn:aws:sts::${PARTNER}:assumed-role/x*b`, /^[^x].*b$/],
    ['a single such character', `arn:aws:sts::${PARTNER}:assumed-role/x?build`, /^build$/],
    ['no slash at all', '*build', /build$/],
    ['an ARN without a key', undefined, /^build$/],
  ])('that principals mean are there: %s', (_, AWS, expected) => {
    const world = worldFor([allow({ Principal: AWS === undefined ? session('build') : { AWS } })]);
    expect(world.sessionNames[0]).toBe('example-session');
    expect(world.sessionNames.filter((name) => expected.test(name))).not.toEqual([]);
    expect(world.sessionNames.filter((name) => !/^[\w+=,.@-]{2,64}$/.test(name))).toEqual([]);
    expect(world.gaps).toEqual([]);
  });

  test('in too many patterns leave a gap, and those that are written out', () => {
    const world = worldFor([allow({ Principal: { AWS: [session('build'), session('*a*b*c*d*e*'), session('*e*d*c*b*a*')] } })]);
    expect(world.gaps).toEqual([]);
    expect(world.sessionNames).toEqual(['example-session', 'build']);
    expect(world.gaps).toEqual(['the policy holds too many patterns of session names']);
  });
});

describe('identity providers', () => {
  const GITHUB = 'token.actions.githubusercontent.com';
  const saml = (name: string, account = OWNER.account) => `arn:aws:iam::${account}:saml-provider/${name}`;
  const oidc = (issuer: string, account = OWNER.account) => `arn:aws:iam::${account}:oidc-provider/${issuer}`;
  const trusting = (...Federated: unknown[]) => allow({ Principal: { Federated } });
  const shown = (providers: readonly Provider[]) => providers.map(({ partition, account, name }) => `${partition} ${account} ${name}`);

  test.each<[string, StatementJson[], string[]]>([
    ['nobody names any', [trusting(oidc(GITHUB))], [`aws ${OWNER.account} example`]],
    ['some are named', [trusting(saml('Okta'), saml('Okta', PARTNER), saml('Okta'))], [`aws ${OWNER.account} Okta`, `aws ${PARTNER} Okta`, `aws ${OWNER.account} example`]],
    ['one is named like the example', [trusting(saml('example', PARTNER))], [`aws ${PARTNER} example`, `aws ${OWNER.account} 2-example`]],
    ['one is named in another partition', [trusting(`arn:aws-cn:iam::${PARTNER}:saml-provider/Okta`)], [`aws-cn ${PARTNER} Okta`, `aws ${OWNER.account} example`]],
  ])('of SAML are those that are named, and another one: %s', (_, statements, expected) => {
    expect(shown(worldFor(statements).samlProviders)).toEqual(expected);
  });

  test.each<[string, StatementJson[], string[]]>([
    ['nobody names any', [trusting(saml('Okta'))], [`aws ${OWNER.account} issuer.example.com`]],
    ['some are named', [trusting(oidc(GITHUB, PARTNER), 'accounts.google.com')], [`aws ${PARTNER} ${GITHUB}`, 'aws  accounts.google.com', `aws ${OWNER.account} issuer.example.com`]],
    [
      'conditions ask for their claims', [when('StringLike', `${GITHUB}:sub`, 'repo:us/*'), when('StringEquals', 'accounts.google.com:aud', 'app'), when('StringEquals', 'sts:ExternalId', 'x')],
      [`aws ${OWNER.account} ${GITHUB}`, 'aws  accounts.google.com', `aws ${OWNER.account} issuer.example.com`],
    ],
    [
      'conditions write them in capitals, as issuers may be', [when('StringLike', 'oidc.example.org/id/ABC:sub', 'x')],
      [`aws ${OWNER.account} oidc.example.org/id/abc`, `aws ${OWNER.account} oidc.example.org/id/ABC`, `aws ${OWNER.account} issuer.example.com`],
    ],
    ['one is named like the example', [trusting(oidc('issuer.example.com'))], [`aws ${OWNER.account} issuer.example.com`, `aws ${OWNER.account} 2-issuer.example.com`]],
  ])('of tokens are those that are named, and another one: %s', (_, statements, expected) => {
    expect(shown(worldFor(statements).issuers)).toEqual(expected);
  });

  test.each<[string, StatementJson[], RegExp]>([
    ['a part of the name is known later', [trusting(later(saml('okta-${Parameter}', PARTNER)))], new RegExp(`^aws ${PARTNER} okta-`)],
    ['the name is known later, in another partition', [trusting(later(`arn:aws-cn:iam::${PARTNER}:saml-provider/okta-\${Parameter}`))], new RegExp(`^aws-cn ${PARTNER} okta-`)],
    ['the account is known later', [trusting(later(saml('Okta', '${Parameter}')))], new RegExp(`^aws ${OWNER.account} Okta$`)],
    ['a part of the account is known', [trusting(later(saml('Okta', '12${Parameter}')))], /^aws 12\d{10} Okta$/],
    ['the partition is known later', [trusting(later(`arn:\${Parameter}:iam::${PARTNER}:saml-provider/Okta`))], new RegExp(`^aws ${PARTNER} Okta$`)],
    ['there is a wildcard in it', [trusting(saml('ok*', PARTNER))], new RegExp(`^aws ${PARTNER} ok`)],
    ['the wildcard is in the account', [trusting(saml('ok?a', '12*'))], /^aws 12\d{10} ok.a$/],
    ['some that fit are named', [trusting(saml('ok*')), deny({ Principal: { Federated: [saml('ok'), saml('okt')] } })], new RegExp(`^aws ${OWNER.account} ok(?!t?$)`)],
    ['one of that name is named in another account', [trusting(later(saml('Okta', '${Parameter}'))), deny({ Principal: { Federated: saml('Okta', PARTNER) } })], new RegExp(`^aws ${OWNER.account} Okta$`)],
  ])('of SAML that principals mean are there: %s', (_, statements, expected) => {
    const world = worldFor(statements);
    expect(shown(world.samlProviders).filter((provider) => expected.test(provider))).not.toEqual([]);
    expect(world.gaps).toEqual([]);
  });

  test.each<[string, StatementJson[], RegExp]>([
    ['a part of the issuer is known later', [trusting(later(oidc('oidc.eks.eu-west-1.amazonaws.com/id/${Parameter}')))], new RegExp(`^aws ${OWNER.account} oidc\\.eks\\.eu-west-1\\.amazonaws\\.com/id/`)],
    [
      'and conditions write it out', [trusting(later(oidc('oidc.example.org/id/${Parameter}', PARTNER))), when('StringEquals', 'oidc.example.org/id/ABC:sub', 'x')],
      new RegExp(`^aws ${PARTNER} oidc\\.example\\.org/id/ABC$`),
    ],
    ['there is a wildcard in it', [trusting(oidc('token.*', PARTNER))], new RegExp(`^aws ${PARTNER} token\\.`)],
    ['it is a pattern of built-in ones', [trusting('cognito-identity*')], /^aws {2}cognito-identity\.amazonaws\.com$/],
  ])('of tokens that principals mean are there: %s', (_, statements, expected) => {
    const world = worldFor(statements);
    expect(shown(world.issuers).filter((provider) => expected.test(provider))).not.toEqual([]);
    expect(world.gaps).toEqual([]);
  });

  test.each<[string, StatementJson, number, number]>([
    ['under the key of AWS', allow({ Principal: { AWS: [saml('ok*'), oidc('token.*'), 'accounts.*'] } }), 1, 1],
    ['under that of services', allow({ Principal: { Service: ['accounts.*'] } }), 1, 1],
    ['of the other kind', trusting(later(saml('okta-${Parameter}'))), 2, 1],
    ['that fits nothing', trusting('https://accounts.google.com'), 1, 1],
  ])('are not there for a pattern %s', (_, statement, samlProviders, issuers) => {
    const world = worldFor([statement]);
    expect([world.samlProviders.length, world.issuers.length]).toEqual([samlProviders, issuers]);
  });

  const GAP = 'the policy describes identity providers in too many ways';

  test.each<[string, StatementJson]>([
    ['of accounts', trusting(saml('Okta', '*1??????2*'))],
    ['of a length', trusting(saml('Okta', `${'*1'.repeat(300)}`))],
  ])('in patterns beyond counting %s leave a gap', (_, statement) => {
    const world = worldFor([statement]);
    expect(world.gaps).toEqual([]);
    expect(shown(world.samlProviders)).toEqual([`aws ${OWNER.account} example`]);
    expect(world.gaps).toEqual([GAP]);
    expect(shown(world.issuers)).toEqual([`aws ${OWNER.account} issuer.example.com`]);
    expect(world.gaps).toEqual([GAP]);
  });
});

test('everybody is every kind of caller with every state of MFA it can have', () => {
  const kinds = everybody(worldFor([allow()])).filter(({ account }) => account === OWNER.account || account === '').map(({ kind, mfa }) => `${kind} ${mfa}`);
  expect(kinds).toEqual([
    'iam-user absent', 'iam-user false', 'iam-user true', 'role-session absent', 'role-session false', 'federated-session absent', 'service absent', 'saml absent', 'oidc absent',
  ]);
});
