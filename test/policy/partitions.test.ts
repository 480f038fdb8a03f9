/** Compared with the CDK's own table. */
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { partitionOfRegion } from '../../src/policy/partitions';

test.each(RegionInfo.regions.map(({ name, partition }) => [name, partition]))('%s is in %s', (region, partition) => {
  expect(partitionOfRegion(region!)).toBe(partition);
});

test.each(['', 'mars-north-1', 'us-east', 'us-isox-east-1'])('the partition of %j is not guessed', (region) => {
  expect(partitionOfRegion(region)).toBeUndefined();
});
