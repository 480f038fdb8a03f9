package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// AcceptAccessWithoutMfa accepts a finding at its role, with the reason. The CDK lists it, and it does not fail the build.
func AcceptAccessWithoutMfa(role awsiam.Role) {
	awscdk.Validations_Of(role).Acknowledge(&awscdk.Acknowledgment{
		Id:     jsii.String("SecureTrust::mfa-required"),
		Reason: jsii.String("Bob gets his MFA device in May"),
	})
}
