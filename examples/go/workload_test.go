// Unit tests of who can assume the roles of the stack.
package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-secure-trust/cdk-secure-trust-go/cdksecuretrust"
)

const (
	alice      = "arn:aws:iam::111122223333:user/alice"
	externalId = "9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55"
)

func workload(unsafe bool) WorkloadStack {
	env := &awscdk.Environment{Account: jsii.String("444455556666"), Region: jsii.String("eu-west-1")}
	return NewWorkloadStack(awscdk.NewApp(nil), "Workload", WorkloadStackProps{awscdk.StackProps{Env: env}, unsafe})
}

func TestAliceGetsInWithMfaAndTheExternalId(t *testing.T) {
	trust := cdksecuretrust.TrustPolicy_FromRole(workload(false).Audit)
	decision := trust.Evaluate(&cdksecuretrust.AssumeRoleRequest{
		CallerArn:  jsii.String(alice),
		Mfa:        jsii.Bool(true),
		ExternalId: jsii.String(externalId),
	})
	if decision.Outcome != cdksecuretrust.AssumeRoleOutcome_ALLOWED {
		t.Errorf("%s: %s", decision.Outcome, *(*decision.Reasons)[0])
	}
}

func TestAliceDoesNotGetInWithoutMfa(t *testing.T) {
	trust := cdksecuretrust.TrustPolicy_FromRole(workload(false).Audit)
	decision := trust.Evaluate(&cdksecuretrust.AssumeRoleRequest{
		CallerArn:  jsii.String(alice),
		ExternalId: jsii.String(externalId),
	})
	if decision.Outcome != cdksecuretrust.AssumeRoleOutcome_DENIED {
		t.Errorf("alice without MFA: %s", decision.Outcome)
	}
}

func TestNobodyGetsInWithoutMfaNorWithoutAnExternalId(t *testing.T) {
	stack := workload(false)
	for _, role := range []awsiam.IRole{stack.Audit, stack.Support} {
		summary := cdksecuretrust.TrustPolicy_FromRole(role).Summary()
		if summary.MfaEnforced != cdksecuretrust.TrustAnswer_YES || summary.ExternalIdEnforced != cdksecuretrust.TrustAnswer_YES {
			t.Errorf("%s: MFA %s, ExternalId %s", *role.Node().Path(), summary.MfaEnforced, summary.ExternalIdEnforced)
		}
	}
}

func TestOnlyTheBranchMainDeploys(t *testing.T) {
	issuer := "token.actions.githubusercontent.com"
	trust := cdksecuretrust.TrustPolicy_FromRole(workload(false).Deploy)
	outcomeOf := func(subject string) cdksecuretrust.AssumeRoleOutcome {
		return trust.Evaluate(&cdksecuretrust.AssumeRoleRequest{
			FederatedProvider: jsii.String("arn:aws:iam::444455556666:oidc-provider/" + issuer),
			Context: &map[string]*string{
				issuer + ":aud": jsii.String("sts.amazonaws.com"),
				issuer + ":sub": jsii.String(subject),
			},
		}).Outcome
	}
	if outcome := outcomeOf("repo:acme/app:ref:refs/heads/main"); outcome != cdksecuretrust.AssumeRoleOutcome_ALLOWED {
		t.Errorf("the branch main: %s", outcome)
	}
	if outcome := outcomeOf("repo:acme/app:pull_request"); outcome != cdksecuretrust.AssumeRoleOutcome_DENIED {
		t.Errorf("a pull request: %s", outcome)
	}
}

func TestBoolIfExistsWouldLetSomebodyInWhoIsRefusedNow(t *testing.T) {
	now := cdksecuretrust.TrustPolicy_FromRole(workload(false).Support)
	change := now.CompareWith(cdksecuretrust.TrustPolicy_FromRole(workload(true).Support))
	if change.Widens != cdksecuretrust.TrustAnswer_YES || !strings.Contains(*change.NewlyAllowed, "user/bob, without MFA") {
		t.Errorf("widens: %s, newly allowed: %v", change.Widens, change.NewlyAllowed)
	}
}
