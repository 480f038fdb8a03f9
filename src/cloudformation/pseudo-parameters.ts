/**
 * The pseudo parameters of CloudFormation: `AWS::AccountId` and its like.
 *
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
import { DeployTimeContext } from './deploy-time-context';
import { Resolution, scopedId } from './resolution';
import { unknownHole } from '../policy/holes';
import { partitionBesideAws } from '../policy/partitions';
import { DeployTimeValue, NO_VALUE } from '../policy/resolved-value';

/**
 * Account, partition and region are the same in every template that a value can come from - parent, nested stack or export -
 * so their holes have one id everywhere.
 */
export function readPseudoParameter(resolution: Resolution, name: string, context: DeployTimeContext): unknown {
  switch (name) {
    case 'AWS::AccountId': return context.account ?? resolution.hole({ kind: 'own-account', id: name, what: 'own account' });
    case 'AWS::Region': return context.region ?? resolution.hole({ kind: 'region', id: name, what: 'own region' });
    case 'AWS::Partition': return partitionOf(context) ?? resolution.hole({ kind: 'partition', id: name, what: 'own partition' });
    case 'AWS::URLSuffix': return URL_SUFFIXES.get(partitionOf(context) ?? '') ?? resolution.hole({ kind: 'url-suffix', id: name, what: 'own URL suffix' });
    case 'AWS::StackName': return context.stackName ?? resolution.hole({ kind: 'own-name', id: scopedId(context, name), what: 'stack name' });
    case 'AWS::NoValue': return NO_VALUE;
    case 'AWS::NotificationARNs': return new DeployTimeValue(unknownHole(scopedId(context, name), name), true);
    default: return resolution.hole(unknownHole(scopedId(context, name), name));
  }
}

const URL_SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['aws', 'amazonaws.com'],
  ['aws-us-gov', 'amazonaws.com'],
  ['aws-cn', 'amazonaws.com.cn'],
]);

function partitionOf({ partition, region }: DeployTimeContext): string | undefined {
  if (partition !== undefined || region === undefined) return partition;
  return partitionBesideAws(region) ?? 'aws';
}
