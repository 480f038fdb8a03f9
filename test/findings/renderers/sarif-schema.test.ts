/** The report for code scanning services, against the published schema of SARIF 2.1.0. */
import { readFileSync } from 'fs';
import Ajv from 'ajv';
import { finding, reportOf, role } from './reports';
import { renderReportAsSarif } from '../../../src/findings/renderers/render-sarif';

/** Draft 04 calls the id `id`; nothing else in it differs from what the validator knows. */
function schemaOfSarif(): object {
  const { $schema, id, ...schema } = JSON.parse(readFileSync(
    require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8',
  ));
  expect($schema).toContain('draft-04');
  return { $id: id, ...schema };
}

const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schemaOfSarif());

test.each([
  ['no roles', reportOf()],
  ['a role without findings', reportOf(role({}))],
  ['findings of every level, one of them accepted', reportOf(role({
    source: { file: 'cdk.out/Stack.template.json', logicalId: 'Audit', constructPath: 'Stack/Audit/Resource' },
    findings: [
      finding({}),
      finding({ level: 'warning', statement: { index: 1, sid: 'Partner' } }),
      finding({ level: 'info', acknowledged: { reason: 'agreed' } }),
    ],
  }))],
  ['a role with nothing but a name', reportOf(role({ source: { roleName: 'Audit' }, findings: [finding({})] }))],
])('%s', (_, report) => {
  expect({
    valid: validate(JSON.parse(renderReportAsSarif(report, { lineOf: () => 7 }))),
    errors: validate.errors,
  }).toEqual({ valid: true, errors: null });
});

test('the schema rejects what is not a report', () => expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false));
