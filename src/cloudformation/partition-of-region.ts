/**
 * The partition of a region. The CDK's region-info knows it too, but loads the facts of every service and region to say so,
 * a fifth of a second that every app would pay.
 *
 * See https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
import { partitionBesideAws } from '../policy/partitions';

const REGION_OF_AWS = /^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d+$/;

/** Undefined for a region that follows none of the known patterns: then the partition is as unknown as it is without a region. */
export function partitionOfRegion(region: string): string | undefined {
  return REGION_OF_AWS.test(region) ? 'aws' : partitionBesideAws(region);
}
