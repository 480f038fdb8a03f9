package com.example.workload;

import io.github.cdksecuretrust.TrustPolicyGuard;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;

/**
 * A role for a caller of another account, and a guard for every other role. {@code -c unsafe=true} makes one of those unsafe,
 * {@code -c accepted=true} accepts it.
 */
public final class WorkloadApp {
    public static void main(final String[] args) {
        final App app = new App();
        Aspects.of(app).add(new TrustPolicyGuard());

        final StackProps props = StackProps.builder()
                .env(Environment.builder().account("444455556666").region("eu-west-1").build())
                .build();
        final boolean unsafe = "true".equals(app.getNode().tryGetContext("unsafe"));
        final WorkloadStack workload = new WorkloadStack(app, "Workload", props, unsafe);
        if ("true".equals(app.getNode().tryGetContext("accepted"))) {
            AcceptedFindings.acceptAccessWithoutMfa(workload.getSupport());
        }

        app.synth();
    }

    private WorkloadApp() {
    }
}
