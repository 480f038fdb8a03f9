/** `docs/messages.md` shows what the constructs reject, word for word. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { errorOf } from './refused-code';

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'messages.md'), 'utf8');
const refusals = [...page.matchAll(/^```typescript\n([^]*?)\n```\n\n```console\n([^]*?)\n```$/gm)]
  .map(([, code, message]) => [code, message]);

test.each(refusals)('%s', (code, message) => expect(errorOf(code)).toBe(message));

test('together with the messages of the rules, there are fifty-three', () => {
  expect(refusals.length + [...page.matchAll(/^```text$/gm)].length).toBe(53);
});
