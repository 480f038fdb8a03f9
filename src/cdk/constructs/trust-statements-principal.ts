/** The principal that gives a role the statements of its trust policy. */
import * as iam from 'aws-cdk-lib/aws-iam';

/** The principal for `iam.Role`: it adds exactly these statements, whatever feature flags are set. */
export class TrustStatementsPrincipal extends iam.PrincipalBase {
  public constructor(private readonly statements: readonly iam.PolicyStatement[]) {
    super();
  }

  public get policyFragment(): iam.PrincipalPolicyFragment {
    const principals: Record<string, string[]> = {};
    for (const { policyFragment } of this.statements.flatMap((statement) => statement.principals)) {
      for (const [kind, names] of Object.entries(policyFragment.principalJson)) principals[kind] = [...(principals[kind] ?? []), ...names];
    }
    return new iam.PrincipalPolicyFragment(principals);
  }

  public addToAssumeRolePolicy(document: iam.PolicyDocument): void {
    document.addStatements(...this.statements);
  }

  public dedupeString(): string | undefined {
    return undefined;
  }
}
