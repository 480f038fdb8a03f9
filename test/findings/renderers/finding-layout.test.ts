/** A finding has the same lines, in the same order, in every report. */
import { finding } from './reports';
import { inColumns, linesOfFinding } from '../../../src/findings/renderers/finding-layout';

const witness = { action: 'sts:AssumeRole', caller: { kind: 'service', arn: 'ec2.amazonaws.com' }, context: {} } as const;

test('a finding with everything has every line, in the order of the guide', () => {
  const full = finding({ statement: { index: 1, sid: 'Partner' }, witness, also: ['external-id-required', 'long-session'] });
  expect(linesOfFinding(full, 'role "Audit"')).toEqual([
    { label: 'where', text: 'role "Audit", statement 1 "Partner"' },
    { label: 'because', text: full.because },
    { label: 'witness', text: 'sts:AssumeRole by ec2.amazonaws.com' },
    { label: 'fix', text: full.fix },
    { label: 'also', text: 'external-id-required, long-session' },
    { label: 'see', text: full.docs },
  ]);
});

test('a line without content is left out', () => {
  expect(linesOfFinding(finding()).map(({ label }) => label)).toEqual(['because', 'fix', 'see']);
});

test('further lines of a text start below the first one, and control characters are escaped', () => {
  expect(inColumns({ label: 'fix', text: 'one\ntwo\u001b[31m' }, { indent: 2, labelWidth: 5 })).toBe('  fix   one\n        two\\u001b[31m');
});
