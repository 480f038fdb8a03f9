/** A finding has the same lines, in the same order, in every report. */
import { finding } from './reports';
import { Fix } from '../../../src/findings/fix';
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

test('the first fix and the one with another construct are printed whole, the others by their title', () => {
  const proof = { closes: ['mfa-required'], remaining: [], shutsOut: null, admitsNobodyNew: true };
  const edits = [{ op: 'remove', path: '/Statement/1' }] as const;
  const fix = (title: string, construct?: string): Fix => ({
    id: title,
    title,
    edits,
    placeholders: [],
    proof,
    cdk: { language: 'typescript', code: `${title}: x`, ...construct !== undefined && { construct } },
  });
  const lines = linesOfFinding({ ...finding(), fixes: [fix('one'), fix('two'), fix('instead', 'SecureCrossAccountRole'), fix('three')] });
  expect(lines.filter(({ label }) => ['fix', 'or', 'more'].includes(label))).toEqual([
    { label: 'fix', text: 'one (proved: nobody new can assume the role)\n  one: x' },
    { label: 'or', text: 'instead (proved: nobody new can assume the role)\n  instead: x' },
    { label: 'more', text: '2 other fixes (cdk-secure-trust check --format json prints them whole):\n  two\n  three' },
  ]);
});

test('a line without content is left out', () => {
  expect(linesOfFinding(finding()).map(({ label }) => label)).toEqual(['because', 'fix', 'see']);
});

test('further lines of a text start below the first one, and control characters are escaped', () => {
  expect(inColumns({ label: 'fix', text: 'one\ntwo\u001b[31m' }, { indent: 2, labelWidth: 5 })).toBe('  fix   one\n        two\\u001b[31m');
});
