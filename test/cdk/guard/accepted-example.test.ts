/** The TypeScript example accepts what the guard finds about its unsafe role, so that the build passes; the findings stay in the report. */
import * as fs from 'fs';
import * as path from 'path';
import { App, Aspects, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { acceptAccessWithoutMfa } from '../../../examples/typescript/lib/accepted-findings';
import { TrustPolicyGuard } from '../../../src/cdk/guard/trust-policy-guard';
import { quietSynthesis } from '../../quiet-synthesis';

interface Report {
  readonly counts: unknown;
  readonly roles: readonly { readonly findings: readonly { readonly ruleId: string; readonly acknowledged?: unknown }[] }[];
}

describe('the role of the example', () => {
  const folder = quietSynthesis('accepted-example');

  /** `Support` of `examples/typescript/lib/workload-stack.ts` as `-c unsafe=true` makes it, which needs the package. */
  function synthesize(isAccepted: boolean): Report {
    const reportFile = path.join(folder, `report-${isAccepted}.json`);
    const app = new App({ outdir: path.join(folder, `cdk.out-${isAccepted}`) });
    Aspects.of(app).add(new TrustPolicyGuard({ reportFile }));
    const stack = new Stack(app, 'Workload', { env: { account: '444455556666', region: 'eu-west-1' } });
    const support = new iam.Role(stack, 'Support', {
      assumedBy: new iam.ArnPrincipal('arn:aws:iam::111122223333:user/bob').withConditions({
        BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
        StringEquals: { 'sts:ExternalId': 'c2a4d7e1-8f3b-4b6e-a1d9-5e0c7b92f364' },
      }),
    });
    if (isAccepted) acceptAccessWithoutMfa(support);
    app.synth();
    return JSON.parse(fs.readFileSync(reportFile, 'utf8')) as Report;
  }

  test('fails the build, and the code that accepts a finding is that of the example', () => {
    let said = '';
    try {
      synthesize(false);
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain('Workload/Support [mfa-required]');
    const [, hint] = /or accept a finding: (.+)/.exec(said)!;
    const source = fs.readFileSync(require.resolve('../../../examples/typescript/lib/accepted-findings'), 'utf8');
    expect(source).toContain(hint.replace('<rule>', 'mfa-required').replace('<why>', 'Bob gets his MFA device in May'));
  });

  test('passes where it is accepted, with the reasons in the report', () => {
    const { counts, roles } = synthesize(true);
    expect(counts).toEqual({ error: 0, warning: 0, info: 0 });
    expect(roles[0].findings.map(({ ruleId, acknowledged }) => [ruleId, acknowledged])).toEqual([
      ['mfa-required', { reason: 'Bob gets his MFA device in May' }],
      ['ineffective-condition', { reason: 'BoolIfExists stays until then' }],
    ]);
  });
});
