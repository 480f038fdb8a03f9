/** A result for one document may be reused for another only where everything that it depended on is the same. */
import { AuditSubject, auditTrustPolicy } from '../../src/assessment/assess';
import { AuditMemory } from '../../src/assessment/audit-memory';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';

/** How often the audit runs for the subjects, one after the other. */
function audits(audit: (subject: AuditSubject) => unknown, subjects: readonly AuditSubject[]): number {
  const asked = jest.fn(audit);
  const memory = new AuditMemory(asked);
  subjects.forEach((subject) => memory.resultOf(subject));
  return asked.mock.calls.length;
}

const HERE: DeployTimeContext = { scope: 'One', account: '111122223333', region: 'eu-west-1', partition: 'aws', parameters: {} };
const subject = (
  document: unknown, context: DeployTimeContext = HERE, role: AuditSubject['role'] = { logicalId: 'Role' },
): AuditSubject => ({ document, context, role });
const document = { Statement: [] };
const copy = () => JSON.parse(JSON.stringify(document)) as unknown;

describe('an audit that depends on the document alone', () => {
  const audit = (each: AuditSubject) => [each.document, each.context.account];
  test.each<[string, AuditSubject, number]>([
    ['the same document', subject(copy()), 1],
    ['another role', subject(copy(), HERE, { logicalId: 'Other', name: 'other' }), 1],
    ['another template with the same location', subject(copy(), { ...HERE, scope: 'Two', parameters: { A: {} } }), 1],
    ['another document', subject({ Statement: [], Version: '2012-10-17' }), 2],
    ['no document', subject(undefined), 2],
    ['another account', subject(copy(), { ...HERE, account: '444455556666' }), 2],
    ['an unknown account', subject(copy(), { ...HERE, account: undefined }), 2],
    ['another region', subject(copy(), { ...HERE, region: 'us-east-1' }), 2],
    ['another partition', subject(copy(), { ...HERE, partition: 'aws-cn' }), 2],
  ])('runs again where there is a difference: %s', (_what, other, expected) => {
    expect(audits(audit, [subject(document), other])).toBe(expected);
  });
});

describe('an audit that reads the template', () => {
  test.each<[string, (context: DeployTimeContext) => unknown]>([
    ['a parameter', (context) => context.parameters?.A],
    ['the resources', ({ resources }) => resources],
    ['the scope', ({ scope }) => scope],
    ['a reference to another template', (context) => context.follow?.({ kind: 'import', name: 'x' })],
    ['whether the stack has a name', (context) => 'stackName' in context],
    ['all of it', (context) => ({ ...context })],
  ])('runs again for another template, after it has read %s', (_what, look) => {
    const audit = (each: AuditSubject) => [look(each.context)];
    expect(audits(audit, [subject(document), subject(copy(), { ...HERE })])).toBe(2);
    expect(audits(audit, [subject(document), subject(copy())])).toBe(1);
  });
});

describe('an audit that reads the role', () => {
  const audit = (each: AuditSubject) => [each.role?.maxSessionDuration];
  test.each<[string, AuditSubject['role'], number]>([
    ['the same answer', { logicalId: 'Other', maxSessionDuration: 3600 }, 1],
    ['another answer', { logicalId: 'Other', maxSessionDuration: 7200 }, 2],
    ['no answer', { logicalId: 'Other' }, 2],
    ['a deploy-time answer', { maxSessionDuration: { Ref: 'Duration' } }, 2],
  ])('runs again where there is a difference: %s', (_what, role, expected) => {
    expect(audits(
      audit,
      [subject(document, HERE, { logicalId: 'Role', maxSessionDuration: 3600 }), subject(copy(), HERE, role)],
    )).toBe(expected);
  });

  test('reads other things after another answer', () => {
    const branching = ({ role }: AuditSubject) => [role?.maxSessionDuration === 1 ? role.name : 'no name asked for'];
    const memory = new AuditMemory(branching);
    const ask = (maxSessionDuration: number, name: string) => memory.resultOf(subject(copy(), HERE, { maxSessionDuration, name }));
    expect([ask(2, 'a'), ask(1, 'a'), ask(1, 'b'), ask(2, 'b')]).toEqual([['no name asked for'], ['a'], ['b'], ['no name asked for']]);
  });

  test('runs each time after it has read the whole template', () => {
    expect(audits((each) => [Object.keys(each.role ?? {})], [subject(document), subject(copy())])).toBe(2);
  });

  test('is never reused for a role with other answers, however many there were', () => {
    const memory = new AuditMemory(({ role }: AuditSubject) => [role?.name]);
    const names = Array.from({ length: 30 }, (_, index) => `role-${index}`);
    for (const name of [...names, ...names]) expect(memory.resultOf(subject(copy(), HERE, { name }))).toEqual([name]);
  });
});

test('an audit that fails is not remembered', () => {
  const audit = jest.fn<unknown, [AuditSubject]>().mockImplementationOnce(() => { throw new Error('broken'); }).mockReturnValue(['fine']);
  const memory = new AuditMemory(audit);
  expect(() => memory.resultOf(subject(document))).toThrow('broken');
  expect(memory.resultOf(subject(document))).toEqual(['fine']);
});

describe('the real audit finds the same with and without memory', () => {
  const settings = { accounts: new Map(), levels: {} };
  const trusts = (principal: unknown) => ({ Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal } } });
  const conditional = trusts({ 'Fn::If': ['IsProd', { Ref: 'Partner' }, { 'Fn::GetAtt': ['Deploy', 'Arn'] }] });
  const documents = [
    trusts('*'),
    trusts('arn:aws:iam::111122223333:root'),
    trusts({ Ref: 'Partner' }),
    trusts({ 'Fn::GetAtt': ['Deploy', 'Arn'] }),
    conditional,
  ];
  const arn = (name: string) => `arn:aws:iam::444455556666:user/${name}`;
  const contexts: DeployTimeContext[] = [
    HERE,
    {
      ...HERE,
      scope: 'Two',
      parameters: { Partner: { AllowedValues: [arn('alice')] } },
      resources: { Deploy: { Type: 'AWS::IAM::Role' } },
    },
    {
      ...HERE,
      scope: 'Three',
      parameters: { Partner: { AllowedValues: [arn('bob'), '*'] } },
      resources: { Deploy: { Type: 'AWS::IAM::User' } },
    },
    { ...HERE, scope: 'Four', account: '444455556666' },
    { scope: 'Five' },
  ];
  const roles = [{ logicalId: 'Deploy' }, { logicalId: 'Other', name: 'other', maxSessionDuration: 43200 }];
  const subjects = contexts.flatMap((context) => documents.flatMap((each) => roles.map((role) => subject(each, context, role))));

  test.each([['in order', subjects], ['in reverse order', [...subjects].reverse()]])('%s', (_order, inOrder) => {
    const memory = new AuditMemory((each) => auditTrustPolicy(each, settings));
    for (const each of [...inOrder, ...inOrder]) expect(memory.resultOf(each)).toEqual(auditTrustPolicy(each, settings));
  });
});
