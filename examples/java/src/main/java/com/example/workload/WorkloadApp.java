package com.example.workload;

import io.github.cdksecuretrust.TrustPolicyGuard;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;

/** A role for a caller of another account, and a guard for every other role. {@code -c unsafe=true} makes one of those unsafe. */
public final class WorkloadApp {
    public static void main(final String[] args) {
        final App app = new App();
        Aspects.of(app).add(new TrustPolicyGuard());

        final StackProps props = StackProps.builder()
                .env(Environment.builder().account("444455556666").region("eu-west-1").build())
                .build();
        new WorkloadStack(app, "Workload", props, "true".equals(app.getNode().tryGetContext("unsafe")));

        app.synth();
    }

    private WorkloadApp() {
    }
}
