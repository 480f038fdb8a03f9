'use strict';
/** Creates a stack with CreateStack, in its own account, which is bootstrapped as far as the template requires. */
const {
  CreateStackCommand, DescribeStackEventsCommand, DescribeStackResourcesCommand, waitUntilStackCreateComplete,
} = require('@aws-sdk/client-cloudformation');
const { PutParameterCommand } = require('@aws-sdk/client-ssm');

/** @returns the physical ids by logical id */
async function deploy(accounts, { name, account, body, template, bootstrapVersion }) {
  const { cloudFormation, ssm } = await accounts.of(account);
  await bootstrap(ssm, template, bootstrapVersion);
  try {
    await cloudFormation.send(new CreateStackCommand({ StackName: name, TemplateBody: body, Capabilities: ['CAPABILITY_NAMED_IAM'] }));
    await waitUntilStackCreateComplete({ client: cloudFormation, minDelay: 1, maxWaitTime: 60 }, { StackName: name });
  } catch (error) {
    const events = await eventsOf(cloudFormation, name);
    throw new Error(`stack ${name} in account ${account} is not CREATE_COMPLETE: ${error.message}\n  ${events.join('\n  ')}`);
  }
  const { StackResources } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: name }));
  return new Map(StackResources.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]));
}

/** The result of `cdk bootstrap` that templates check: the version of its stack. */
async function bootstrap(ssm, template, version) {
  const { Default } = template.Parameters.BootstrapVersion;
  await ssm.send(new PutParameterCommand({ Name: Default, Value: String(version), Type: 'String', Overwrite: true }));
}

async function eventsOf(cloudFormation, name) {
  try {
    const { StackEvents } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: name }));
    return StackEvents.map((event) => [event.LogicalResourceId, event.ResourceStatus, event.ResourceStatusReason].join(' '));
  } catch (error) {
    return [`no events: ${error.message}`];
  }
}

module.exports = { deploy };
