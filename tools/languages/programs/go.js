/** The generated code in Go: a test beside those of the example. */
'use strict';

const { forEachStack, indented } = require('./parts');

const addRoles = (stack, minimizes) => `	addGeneratedRoles(app, "${stack}", ${minimizes})\n`;

const secureRole = ({ id, construct, code }) => `	cdksecuretrust.New${construct}(
		stack,
		jsii.String("${id}"),
		&cdksecuretrust.${construct}Props{
			${indented(code, '\t\t\t')},
		},
	)
`;

module.exports = {
  file: 'generated_code_test.go',

  program: ({ output, stacks, minimize, roles, secureRoles, guard, acknowledgement }) => `package main

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-secure-trust/cdk-secure-trust-go/cdksecuretrust"
)

func TestGeneratedCode(t *testing.T) {
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String("${output}")})
${forEachStack(stacks, addRoles)}	app.Synth(nil)
}

func TestSecureRoles(t *testing.T) {
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String("${output}/secure-roles")})
	environment := &awscdk.Environment{Account: jsii.String("444455556666"), Region: jsii.String("eu-west-1")}
	stack := awscdk.NewStack(app, jsii.String("SecureRoles"), &awscdk.StackProps{Env: environment})
	provider := awsiam.NewCfnOIDCProvider(stack, jsii.String("Provider"), &awsiam.CfnOIDCProviderProps{
		Url: jsii.String("https://token.actions.githubusercontent.com"),
		ClientIdList: jsii.Strings("sts.amazonaws.com", "https://github.com/acme"),
	})
${secureRoles.map(secureRole).join('')}	app.Synth(nil)
}

func TestWhatTheGuardIsTold(t *testing.T) {
	guard := ${indented(guard, '\t')}
	if *guard.Name() != "SecureTrust" {
		t.Error("the guard has another name")
	}
}

func addGeneratedRoles(app awscdk.App, name string, minimize bool) {
	stack := awscdk.NewStack(app, jsii.String(name), nil)
	stack.Node().SetContext(jsii.String("${minimize}"), minimize)
${roles.map(({ id, code }) => `	awsiam.NewRole(stack, jsii.String("${id}"), &awsiam.RoleProps{
		${indented(code, '\t\t')},
	})
`).join('')}
	role := awsiam.NewRole(stack, jsii.String("Acknowledged"), &awsiam.RoleProps{AssumedBy: awsiam.NewAccountRootPrincipal()})
	${indented(acknowledgement, '\t')}
}
`,
};
