/**
 * The partitions of AWS, and the regions that belong to each.
 *
 * See https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */

interface RegionsOfPartition {
  /** The beginning of the names of its regions. */
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

/** Every partition except `aws`. */
export const PARTITIONS_BESIDE_AWS: readonly string[] = BESIDE_AWS.map(({ partition }) => partition);

const REGION_OF_AWS = /^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d+$/;

/**
 * The partition of a region; undefined if the name of the region follows none of the known patterns. (The CDK's region-info would load
 * the facts of every service and region, which takes a fifth of a second.)
 */
export function partitionOfRegion(region: string): string | undefined {
  if (REGION_OF_AWS.test(region)) return 'aws';
  return BESIDE_AWS.find(({ regionPrefix }) => region.startsWith(regionPrefix))?.partition;
}
