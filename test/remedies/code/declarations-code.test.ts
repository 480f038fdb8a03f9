/** What the guard is told, and acknowledgements, in each language. `npx projen languages` compiles and runs the same code. */
import { CdkLanguage } from '../../../src/findings/fix';
import { codeOfAcknowledgement, codeOfDeclarations } from '../../../src/remedies/code/declarations-code';

interface CodeOfLanguage {
  readonly language: CdkLanguage;
  readonly code: string;
}

describe('an account and an organization of the reader', () => {
  test.each<CodeOfLanguage>([
    {
      language: 'typescript',
      code: [
        'new TrustPolicyGuard({',
        "  accounts: [KnownAccount.own('111122223333')],",
        "  organizations: ['o-abcd123456'],",
        '})',
      ].join('\n'),
    },
    {
      language: 'python',
      code: 'TrustPolicyGuard(accounts=[KnownAccount.own("111122223333")], organizations=["o-abcd123456"])',
    },
    {
      language: 'java',
      code: [
        'new TrustPolicyGuard(TrustPolicyGuardProps.builder()',
        '    .accounts(List.of(KnownAccount.own("111122223333")))',
        '    .organizations(List.of("o-abcd123456"))',
        '    .build())',
      ].join('\n'),
    },
    {
      language: 'csharp',
      code: [
        'new TrustPolicyGuard(new TrustPolicyGuardProps {',
        '    Accounts = new[] { KnownAccount.Own("111122223333") },',
        '    Organizations = new[] { "o-abcd123456" },',
        '})',
      ].join('\n'),
    },
    {
      language: 'go',
      code: [
        'cdksecuretrust.NewTrustPolicyGuard(&cdksecuretrust.TrustPolicyGuardProps{',
        '\tAccounts: &[]cdksecuretrust.KnownAccount{',
        '\t\tcdksecuretrust.KnownAccount_Own(jsii.String("111122223333"), nil),',
        '\t},',
        '\tOrganizations: &[]*string{jsii.String("o-abcd123456")},',
        '})',
      ].join('\n'),
    },
  ])('$language', ({ language, code }) => {
    const declared = { accounts: [{ id: '111122223333', standing: 'own' } as const], organizations: ['o-abcd123456'] };
    expect(codeOfDeclarations(declared, language)).toEqual({ language, code });
  });
});

describe('a vendor', () => {
  test.each<CodeOfLanguage>([
    { language: 'typescript', code: "new TrustPolicyGuard({ accounts: [KnownAccount.vendor('444455556666', 'Monitoring')] })" },
    { language: 'python', code: 'TrustPolicyGuard(accounts=[KnownAccount.vendor("444455556666", "Monitoring")])' },
  ])('$language', ({ language, code }) => {
    expect(codeOfDeclarations({ accounts: [{ id: '444455556666', standing: 'vendor', name: 'Monitoring' }] }, language).code).toBe(code);
  });
});

describe('an acknowledgement', () => {
  test.each<CodeOfLanguage>([
    { language: 'typescript', code: "cdk.Validations.of(role).acknowledge({ id: 'SecureTrust::mfa-required', reason: '<why>' })" },
    {
      language: 'python',
      code: 'cdk.Validations.of(role).acknowledge(cdk.Acknowledgment(\n    id="SecureTrust::mfa-required",\n    reason="<why>",\n))',
    },
    {
      language: 'java',
      code: [
        'Validations.of(role).acknowledge(Acknowledgment.builder()',
        '    .id("SecureTrust::mfa-required")',
        '    .reason("<why>")',
        '    .build())',
      ].join('\n'),
    },
    {
      language: 'csharp',
      code: [
        'Validations.Of(role).Acknowledge(new Acknowledgment {',
        '    Id = "SecureTrust::mfa-required",',
        '    Reason = "<why>",',
        '})',
      ].join('\n'),
    },
    {
      language: 'go',
      code: [
        'awscdk.Validations_Of(role).Acknowledge(&awscdk.Acknowledgment{',
        '\tId: jsii.String("SecureTrust::mfa-required"),',
        '\tReason: jsii.String("<why>"),',
        '})',
      ].join('\n'),
    },
  ])('$language', ({ language, code }) => {
    expect(codeOfAcknowledgement('mfa-required', language)).toEqual({ language, code });
  });
});
