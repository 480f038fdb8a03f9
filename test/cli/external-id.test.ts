/** `external-id`: prints a value that STS accepts, that cannot be guessed, and that is different each time. */
import { OWN, PARTNER, runCommand, ScratchFolder, trustPolicy } from './run-command';
import { ExternalId } from '../../src/cdk/constructs/external-id';
import { TrustReport } from '../../src/findings/renderers/report';

const scratch = new ScratchFolder();

test('it prints one line, with a different value each time', () => {
  const values = Array.from({ length: 50 }, () => runCommand(['external-id']));
  expect(values.every(({ status, stdout, stderr }) => status === 0 && stderr === '' && /^[0-9a-f-]{36}\n$/.test(stdout))).toBe(true);
  expect(new Set(values.map(({ stdout }) => stdout)).size).toBe(50);
});

test('ExternalId.of accepts it, and no rule about ExternalIds reports it', () => {
  const value = runCommand(['external-id']).stdout.trim();
  expect(() => ExternalId.of(value)).not.toThrow();
  const file = scratch.file(
    'input.json',
    trustPolicy({ AWS: `arn:aws:iam::${PARTNER}:role/reader` }, { StringEquals: { 'sts:ExternalId': value } }),
  );
  const { roles } = JSON.parse(runCommand(['check', file, '--account', OWN, '--format', 'json']).stdout) as TrustReport;
  expect(roles[0].findings).toEqual([]);
});

test('it takes no argument', () => {
  expect(runCommand(['external-id', 'x'])).toEqual({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^cdk-secure-trust: too many arguments.*; see --help\n$/),
  });
});
