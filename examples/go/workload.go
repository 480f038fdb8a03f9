// A role for a caller of another account, and a guard for every other role. `-c unsafe=true` makes one of those unsafe,
// `-c accepted=true` accepts it.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-secure-trust/cdk-secure-trust-go/cdksecuretrust"
)

// WorkloadStackProps are the props of the stack.
type WorkloadStackProps struct {
	awscdk.StackProps
	// Unsafe makes a mistake in the trust policy of Support, which the guard finds.
	Unsafe bool
}

// WorkloadStack is the workload account, and the roles through which users of another account and a workflow of GitHub Actions access it.
type WorkloadStack struct {
	awscdk.Stack
	Audit   cdksecuretrust.SecureCrossAccountRole
	Support awsiam.Role
	Deploy  cdksecuretrust.SecureOidcRole
}

func NewWorkloadStack(scope constructs.Construct, id string, props WorkloadStackProps) WorkloadStack {
	stack := awscdk.NewStack(scope, jsii.String(id), &props.StackProps)

	audit := cdksecuretrust.NewSecureCrossAccountRole(stack, jsii.String("Audit"), &cdksecuretrust.SecureCrossAccountRoleProps{
		TrustedPrincipals: &[]cdksecuretrust.TrustedPrincipal{
			cdksecuretrust.TrustedPrincipal_User(jsii.String("111122223333"), jsii.String("alice")),
		},
		ExternalId: cdksecuretrust.ExternalId_Of(jsii.String("9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55")),
		ManagedPolicies: &[]awsiam.IManagedPolicy{
			awsiam.ManagedPolicy_FromAwsManagedPolicyName(jsii.String("SecurityAudit")),
		},
	})

	// Written by hand. BoolIfExists looks similar, but allows requests with a long-term access key and without MFA.
	mfa := "Bool"
	if props.Unsafe {
		mfa = "BoolIfExists"
	}
	bob := awsiam.NewArnPrincipal(jsii.String("arn:aws:iam::111122223333:user/bob"))
	support := awsiam.NewRole(stack, jsii.String("Support"), &awsiam.RoleProps{
		AssumedBy: bob.WithConditions(&map[string]any{
			mfa:            map[string]string{"aws:MultiFactorAuthPresent": "true"},
			"StringEquals": map[string]string{"sts:ExternalId": "c2a4d7e1-8f3b-4b6e-a1d9-5e0c7b92f364"},
		}),
	})

	deploy := cdksecuretrust.NewSecureOidcRole(stack, jsii.String("Deploy"), &cdksecuretrust.SecureOidcRoleProps{
		ProviderArn: jsii.String("arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com"),
		Subjects: &[]cdksecuretrust.OidcSubject{
			cdksecuretrust.OidcSubject_GithubBranch(&cdksecuretrust.GithubBranchOptions{
				Owner:      jsii.String("acme"),
				Repository: jsii.String("app"),
				Branch:     jsii.String("main"),
			}),
		},
	})

	return WorkloadStack{stack, audit, support, deploy}
}

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	awscdk.Aspects_Of(app).Add(cdksecuretrust.NewTrustPolicyGuard(nil), nil)

	workload := NewWorkloadStack(app, "Workload", WorkloadStackProps{
		StackProps: awscdk.StackProps{
			Env: &awscdk.Environment{Account: jsii.String("444455556666"), Region: jsii.String("eu-west-1")},
		},
		Unsafe: app.Node().TryGetContext(jsii.String("unsafe")) == "true",
	})

	if app.Node().TryGetContext(jsii.String("accepted")) == "true" {
		AcceptAccessWithoutMfa(workload.Support)
	}

	app.Synth(nil)
}
