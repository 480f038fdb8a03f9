package com.example.workload;

import io.github.cdksecuretrust.ExternalId;
import io.github.cdksecuretrust.GithubBranchOptions;
import io.github.cdksecuretrust.OidcSubject;
import io.github.cdksecuretrust.SecureCrossAccountRole;
import io.github.cdksecuretrust.SecureOidcRole;
import io.github.cdksecuretrust.TrustedPrincipal;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/** The workload account, and the roles through which users of another account and a workflow of GitHub Actions access it. */
public class WorkloadStack extends Stack {
    private final SecureCrossAccountRole audit;
    private final Role support;
    private final SecureOidcRole deploy;

    /** @param unsafe whether to make a mistake in the trust policy of {@code Support}, which the guard finds */
    public WorkloadStack(final Construct scope, final String id, final StackProps props, final boolean unsafe) {
        super(scope, id, props);

        this.audit = SecureCrossAccountRole.Builder.create(this, "Audit")
                .trustedPrincipals(List.of(TrustedPrincipal.user("111122223333", "alice")))
                .externalId(ExternalId.of("9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55"))
                .managedPolicies(List.of(ManagedPolicy.fromAwsManagedPolicyName("SecurityAudit")))
                .build();

        // Written by hand. BoolIfExists looks similar, but allows requests with a long-term access key and without MFA.
        final String mfa = unsafe ? "BoolIfExists" : "Bool";
        this.support = Role.Builder.create(this, "Support")
                .assumedBy(new ArnPrincipal("arn:aws:iam::111122223333:user/bob").withConditions(Map.of(
                        mfa, Map.of("aws:MultiFactorAuthPresent", "true"),
                        "StringEquals", Map.of("sts:ExternalId", "c2a4d7e1-8f3b-4b6e-a1d9-5e0c7b92f364"))))
                .build();

        this.deploy = SecureOidcRole.Builder.create(this, "Deploy")
                .providerArn("arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com")
                .subjects(List.of(OidcSubject.githubBranch(
                        GithubBranchOptions.builder().owner("acme").repository("app").branch("main").build())))
                .build();
    }

    public SecureCrossAccountRole getAudit() {
        return this.audit;
    }

    public SecureOidcRole getDeploy() {
        return this.deploy;
    }

    public Role getSupport() {
        return this.support;
    }
}
