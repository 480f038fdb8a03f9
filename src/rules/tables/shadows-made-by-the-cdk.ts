/**
 * Roles that CDK constructs create with a condition in one statement and the same service without it in another. Their users cannot change
 * them; they can only pass their own role to the construct. Read on 2026-11-27 from aws-cdk-lib 2.262.1.
 */
import { showText } from '../../policy/partly-known-text';
import { Statement } from '../../policy/trust-policy';

const AGENT_CORE = 'bedrock-agentcore.amazonaws.com';

/**
 * The service role of `aws_bedrockagentcore.Gateway`: `createGatewayRole` adds a statement with the account and the ARN of the gateway to a
 * role that trusts the service without conditions (`aws-bedrockagentcore/lib/gateway/gateway.js`).
 */
export function isGatewayOfCdk(shadow: Statement, guarded: Statement): boolean {
  return (
    shadow.index < guarded.index && shadow.conditions.length === 0 &&
    trustsAgentCoreOnly(shadow) && trustsAgentCoreOnly(guarded) && guarded.conditions.length === 2 &&
    guarded.conditions.some(({ key, operatorWritten }) => key === 'aws:sourceaccount' && operatorWritten === 'StringEquals') &&
    guarded.conditions.some(({ key, operatorWritten, values: [value, ...others] }) => (
      key === 'aws:sourcearn' && operatorWritten === 'ArnLike' && others.length === 0 && /:gateway\/.*\*$/.test(showText(value ?? ''))
    ))
  );
}

function trustsAgentCoreOnly({ principals: [principal, ...others] }: Statement): boolean {
  return others.length === 0 && principal?.kind === 'service' && principal.service === AGENT_CORE;
}
