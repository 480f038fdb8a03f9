package com.example.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cdksecuretrust.AssumeRoleDecision;
import io.github.cdksecuretrust.AssumeRoleOutcome;
import io.github.cdksecuretrust.AssumeRoleRequest;
import io.github.cdksecuretrust.TrustAnswer;
import io.github.cdksecuretrust.TrustPolicy;
import io.github.cdksecuretrust.TrustPolicyComparison;
import io.github.cdksecuretrust.TrustPolicySummary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.Role;

/** Unit tests of who can assume the roles of the stack. */
class WorkloadStackTest {
    private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
    private static final String EXTERNAL_ID = "9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55";

    private static WorkloadStack workload(final boolean unsafe) {
        final Environment env = Environment.builder().account("444455556666").region("eu-west-1").build();
        return new WorkloadStack(new App(), "Workload", StackProps.builder().env(env).build(), unsafe);
    }

    @Test
    void aliceGetsInWithMfaAndTheExternalId() {
        final TrustPolicy trust = TrustPolicy.fromRole(workload(false).getAudit());
        final AssumeRoleDecision decision = trust.evaluate(
                AssumeRoleRequest.builder().callerArn(ALICE).mfa(true).externalId(EXTERNAL_ID).build());
        assertEquals(AssumeRoleOutcome.ALLOWED, decision.getOutcome(), () -> String.join("\n", decision.getReasons()));
    }

    @Test
    void aliceDoesNotGetInWithoutMfa() {
        final TrustPolicy trust = TrustPolicy.fromRole(workload(false).getAudit());
        final AssumeRoleDecision decision = trust.evaluate(
                AssumeRoleRequest.builder().callerArn(ALICE).externalId(EXTERNAL_ID).build());
        assertEquals(AssumeRoleOutcome.DENIED, decision.getOutcome());
    }

    @Test
    void nobodyGetsInWithoutMfaNorWithoutAnExternalId() {
        final WorkloadStack stack = workload(false);
        for (final Role role : List.of(stack.getAudit(), stack.getSupport())) {
            final TrustPolicySummary summary = TrustPolicy.fromRole(role).getSummary();
            assertEquals(TrustAnswer.YES, summary.getMfaEnforced());
            assertEquals(TrustAnswer.YES, summary.getExternalIdEnforced());
        }
    }

    @Test
    void onlyTheBranchMainDeploys() {
        assertEquals(AssumeRoleOutcome.ALLOWED, deployWith("repo:acme/app:ref:refs/heads/main"));
        assertEquals(AssumeRoleOutcome.DENIED, deployWith("repo:acme/app:pull_request"));
    }

    private static AssumeRoleOutcome deployWith(final String subject) {
        final String issuer = "token.actions.githubusercontent.com";
        final AssumeRoleRequest request = AssumeRoleRequest.builder()
                .federatedProvider("arn:aws:iam::444455556666:oidc-provider/" + issuer)
                .context(Map.of(issuer + ":aud", "sts.amazonaws.com", issuer + ":sub", subject))
                .build();
        return TrustPolicy.fromRole(workload(false).getDeploy()).evaluate(request).getOutcome();
    }

    @Test
    void boolIfExistsWouldLetSomebodyInWhoIsRefusedNow() {
        final TrustPolicy now = TrustPolicy.fromRole(workload(false).getSupport());
        final TrustPolicyComparison change = now.compareWith(TrustPolicy.fromRole(workload(true).getSupport()));
        assertEquals(TrustAnswer.YES, change.getWidens());
        assertTrue(change.getNewlyAllowed().contains("user/bob, without MFA"), change.getNewlyAllowed());
    }
}
