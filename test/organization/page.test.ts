/** `docs/organization.md` shows the texts that the handler writes, and an app that compiles. */
import { answer, judgeWith, resourceEvent, trusting } from './events';
import { rolesOfDocument } from '../../src/organization/roles-of-document';
import { annotationOf } from '../../src/organization/short-texts';
import { blocksOf, pageAt } from '../pages';

const [message, annotation] = blocksOf(pageAt('docs/organization.md'), 'text').map((block) => block.trim());
const document = trusting({ AWS: 'arn:aws:iam::111122223333:user/alice' }, {
  Condition: {
    BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
    StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' },
  },
});

test('the message of the hook', async () => {
  expect((await answer(resourceEvent(document, { RoleName: 'audit' }))).message).toBe(message);
});

test('the annotation of the rule', () => {
  const item = { resourceType: 'AWS::IAM::Role', resourceName: 'audit', configuration: { assumeRolePolicyDocument: document } };
  const [judged] = judgeWith().judge(rolesOfDocument(item, { name: 'item', account: '123456789012' }).roles);
  expect(annotationOf(judged)).toBe(annotation);
});
