/**
 * Reads the pseudo parameters of CloudFormation: `AWS::AccountId` and the others.
 *
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
import { DeployTimeContext } from './deploy-time-context';
import { originIn, Resolution } from './resolution';
import { holeFrom } from '../policy/holes';
import { partitionOfRegion } from '../policy/partitions';
import { DeployTimeValue, NO_VALUE } from '../policy/resolved-value';

/**
 * Account, partition and region are the same in every template that a value can come from - parent, nested stack or export -
 * so their origin names no template.
 */
export function readPseudoParameter(resolution: Resolution, name: string, context: DeployTimeContext): unknown {
  const ofStack = () => originIn(context, { kind: 'stack-parameter', name, scope: context.scope });
  switch (name) {
    case 'AWS::AccountId': return context.account ?? resolution.hole(holeFrom({ kind: 'own-place', name }, 'own-account'));
    case 'AWS::Region': return context.region ?? resolution.hole(holeFrom({ kind: 'own-place', name }, 'region'));
    case 'AWS::Partition': return partitionOf(context) ?? resolution.hole(holeFrom({ kind: 'own-place', name }, 'partition'));
    case 'AWS::URLSuffix':
      return URL_SUFFIXES.get(partitionOf(context) ?? '') ?? resolution.hole(holeFrom({ kind: 'own-place', name }, 'url-suffix'));
    case 'AWS::StackName': return context.stackName ?? resolution.hole(holeFrom(ofStack(), 'own-name'));
    case 'AWS::NoValue': return NO_VALUE;
    case 'AWS::NotificationARNs': return new DeployTimeValue(holeFrom(ofStack()), true);
    default: return resolution.hole(holeFrom(ofStack()));
  }
}

const URL_SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['aws', 'amazonaws.com'],
  ['aws-us-gov', 'amazonaws.com'],
  ['aws-cn', 'amazonaws.com.cn'],
]);

function partitionOf({ partition, region }: DeployTimeContext): string | undefined {
  if (partition !== undefined || region === undefined) return partition;
  return partitionOfRegion(region) ?? 'aws';
}
