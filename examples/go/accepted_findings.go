package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// AcceptAccessWithoutMfa accepts findings at their role, each with the reason. The CDK lists them, and they do not fail the build.
func AcceptAccessWithoutMfa(role awsiam.Role) {
	awscdk.Validations_Of(role).Acknowledge(&awscdk.Acknowledgment{
		Id:     jsii.String("SecureTrust::mfa-required"),
		Reason: jsii.String("Bob gets his MFA device in May"),
	})
	// Once that is accepted, the guard reports the next rule that the same condition breaks.
	awscdk.Validations_Of(role).Acknowledge(&awscdk.Acknowledgment{
		Id:     jsii.String("SecureTrust::ineffective-condition"),
		Reason: jsii.String("BoolIfExists stays until then"),
	})
}
