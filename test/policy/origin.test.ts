/** The id and the wording that follow from the origin of a deploy-time value. */
import { holeFrom } from '../../src/policy/holes';
import { describeOrigin, idInTemplate, idOf, Origin, scopeOf } from '../../src/policy/origin';

const STAGE: Origin = { kind: 'parameter', name: 'Stage', scope: undefined };
const STAGE_OF_NESTED: Origin = { ...STAGE, scope: 'Parent/Nested' };
const COMPARED: Origin = { kind: 'compared', of: STAGE_OF_NESTED, id: 'both: Parent/Nested parameter "Stage"' };
const CLUSTER: Origin = { kind: 'cluster', name: 'C', scope: undefined };
const REGION = holeFrom({ kind: 'own-place', name: 'AWS::Region' }, 'region');

test.each<[Origin, string, string]>([
  [STAGE, 'parameter "Stage"', 'parameter "Stage"'],
  [STAGE_OF_NESTED, 'Parent/Nested parameter "Stage"', 'parameter "Stage"'],
  [COMPARED, 'both: Parent/Nested parameter "Stage"', 'parameter "Stage"'],
  [{ kind: 'part', of: STAGE_OF_NESTED, number: 2 }, 'Parent/Nested parameter "Stage", part 2', 'part of parameter "Stage"'],
  [{ kind: 'part', of: COMPARED, number: 2 }, 'both: Parent/Nested parameter "Stage", part 2', 'part of parameter "Stage"'],
  [{ kind: 'condition', name: 'IsProd', scope: undefined }, 'condition "IsProd"', 'condition "IsProd"'],
  [{ kind: 'condition', name: 'IsProd', scope: 'App' }, 'App condition "IsProd"', 'condition "IsProd" of App'],
  [{ kind: 'stack-parameter', name: 'AWS::StackName', scope: 'App' }, 'App AWS::StackName', 'stack name'],
  [{ kind: 'stack-parameter', name: 'AWS::StackId', scope: 'App' }, 'App AWS::StackId', 'AWS::StackId'],
  [{ kind: 'own-place', name: 'AWS::AccountId' }, 'AWS::AccountId', 'own account'],
  [{ kind: 'outer-place', name: 'AWS::AccountId', scope: 'App' }, 'App AWS::AccountId', 'account of App'],
  [{ kind: 'outer-place', name: 'AWS::Region', scope: undefined }, ' AWS::Region', 'region of the outer template'],
  [{ kind: 'reference', name: 'R', scope: undefined }, 'reference to "R"', 'reference to "R"'],
  [{ kind: 'attribute', name: 'R', attribute: 'Arn', scope: undefined }, 'attribute "Arn" of "R"', 'attribute "Arn" of "R"'],
  [
    { kind: 'nested-stack-output', name: 'N', output: 'Arn', scope: undefined },
    'attribute "Outputs.Arn" of "N"',
    'output "Arn" of the nested stack "N"',
  ],
  [{ kind: 'resource-name', type: 'role', name: 'R', scope: undefined }, 'name of role "R"', 'name of role "R"'],
  [{ kind: 'resource-id', type: 'trust anchor', name: 'T', scope: undefined }, 'id of trust anchor "T"', 'id of trust anchor "T"'],
  [{ kind: 'issuer', of: CLUSTER }, 'issuer: C', 'issuer of cluster "C"'],
  [{ kind: 'issuer', of: { kind: 'compared', of: CLUSTER, id: 'both:  C' } }, 'issuer: both:  C', 'issuer of cluster "C"'],
  [{ kind: 'issuer', of: { kind: 'identity-provider', name: 'P', scope: 'App' } }, 'issuer: App P', 'issuer of "P"'],
  [{ kind: 'issuer', of: STAGE_OF_NESTED }, 'issuer: Parent/Nested parameter "Stage"', 'parameter "Stage" without https://'],
  [{ kind: 'issuer', of: { kind: 'url', url: ['https', REGION] } }, 'issuer: https<AWS::Region>', 'https<own region> without https://'],
  [{ kind: 'import', name: ['Trust-', REGION] }, 'import of "Trust-<AWS::Region>"', 'import of "Trust-<own region>"'],
  [
    { kind: 'dynamic-reference', reference: ['{{resolve:ssm:/', REGION, '}}'] },
    '{{resolve:ssm:/<AWS::Region>}}',
    '{{resolve:ssm:/<own region>}}',
  ],
  [
    { kind: 'expression', function: 'Fn::Cidr', argument: '["a" ]', isCut: false, scope: 'App' },
    'App Fn::Cidr ["a" ]',
    'the result of Fn::Cidr',
  ],
  [{ kind: 'expression', argument: '["a" ]', isCut: false, scope: undefined }, 'an expression ["a" ]', 'the result of an expression'],
  [{ kind: 'loop', name: 'Fn::ForEach::L', scope: 'App' }, 'App Fn::ForEach::L', 'the values of Fn::ForEach::L'],
  [{ kind: 'policy-variable', key: 'aws:username' }, 'variable:aws:username', '${aws:username}'],
])('%j', (origin, id, what) => {
  expect({ id: idOf(origin), what: describeOrigin(origin) }).toEqual({ id, what });
});

test('the id in a template leaves the template out', () => {
  expect([idInTemplate(STAGE_OF_NESTED), scopeOf(STAGE_OF_NESTED)]).toEqual(['parameter "Stage"', 'Parent/Nested']);
});

test('a hole is compared by its id, not by its origin', () => {
  const hole = holeFrom(STAGE_OF_NESTED, 'unknown', { guests: 'unknown' });
  expect(JSON.parse(JSON.stringify(hole))).toEqual({
    kind: 'unknown',
    id: 'Parent/Nested parameter "Stage"',
    what: 'parameter "Stage"',
    guests: 'unknown',
  });
  expect(hole.origin).toBe(STAGE_OF_NESTED);
});
