/** The generated code in Go: a test beside those of the example. */
'use strict';

const { forEachStack, indented } = require('./parts');

const addRoles = (stack, minimizes) => `	addGeneratedRoles(app, "${stack}", ${minimizes})\n`;

module.exports = {
  file: 'generated_code_test.go',

  program: ({ output, stacks, minimize, roles, guard, acknowledgement }) => `package main

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
