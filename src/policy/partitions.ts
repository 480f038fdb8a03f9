/**
 * The partitions of AWS beside `aws`.
 *
 * See https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */

interface RegionsOfPartition {
  /** How the names of its regions begin. */
  readonly regionPrefix: string;
  readonly partition: string;
}

const BESIDE_AWS: readonly RegionsOfPartition[] = [
  { regionPrefix: 'cn-', partition: 'aws-cn' },
  { regionPrefix: 'us-gov-', partition: 'aws-us-gov' },
  { regionPrefix: 'us-iso-', partition: 'aws-iso' },
  { regionPrefix: 'us-isob-', partition: 'aws-iso-b' },
  { regionPrefix: 'eu-isoe-', partition: 'aws-iso-e' },
  { regionPrefix: 'us-isof-', partition: 'aws-iso-f' },
  { regionPrefix: 'eusc-', partition: 'aws-eusc' },
];

/** Every partition but `aws`. */
export const PARTITIONS_BESIDE_AWS: readonly string[] = BESIDE_AWS.map(({ partition }) => partition);

/** The partition of a region that is not in `aws`; undefined for every other region. */
export function partitionBesideAws(region: string): string | undefined {
  return BESIDE_AWS.find(({ regionPrefix }) => region.startsWith(regionPrefix))?.partition;
}
