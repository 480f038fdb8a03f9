package com.example.workload;

import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.iam.Role;

/** Findings that the team has accepted, each at its role and with the reason. The CDK lists them, and they do not fail the build. */
final class AcceptedFindings {
    static void acceptAccessWithoutMfa(final Role role) {
        Validations.of(role).acknowledge(Acknowledgment.builder()
            .id("SecureTrust::mfa-required")
            .reason("Bob gets his MFA device in May")
            .build());
        // Once that is accepted, the guard reports the next rule that the same condition breaks.
        Validations.of(role).acknowledge(Acknowledgment.builder()
            .id("SecureTrust::ineffective-condition")
            .reason("BoolIfExists stays until then")
            .build());
    }

    private AcceptedFindings() {
    }
}
