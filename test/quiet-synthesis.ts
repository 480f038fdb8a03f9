/** A folder for the apps of a block of tests, which are synthesized in this process without the warnings of the CDK. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** Call it inside `describe`. @returns a folder that exists during its tests */
export function quietSynthesis(name: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`));
  beforeAll(() => {
    jest.spyOn(console, 'error').mockImplementation(); // where the CDK prints warnings
  });
  afterAll(() => {
    jest.restoreAllMocks();
    fs.rmSync(folder, { recursive: true });
  });
  return folder;
}
