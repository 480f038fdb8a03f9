/** Runs the function as a construct deploys it: the staged folder of the assembly, in a process that finds nothing else. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

export interface DeployedFunction {
  /** The root of the function. */
  readonly folder: string;
  /** `lib/organization/handler.hook` */
  readonly handler: string;
}

/** The one function of the stack. */
export function deployedFunction(stack: Stack): DeployedFunction {
  const { directory } = (stack.node.root as App).synth();
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const folders = fs.readdirSync(directory).filter((name) => name.startsWith('asset.'));
  expect([functions.length, folders.length]).toEqual([1, 1]);
  return { folder: path.join(directory, folders[0]), handler: (functions[0] as { Properties: { Handler: string } }).Properties.Handler };
}

/** What the handler answers. */
export function invoke({ folder, handler }: DeployedFunction, event: unknown): unknown {
  const [, file, name] = /^(.*)\.(\w+)$/.exec(handler)!;
  const code = `
    const context = { invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:Check' };
    const print = (answer) => process.stdout.write('\\n' + JSON.stringify(answer));
    const event = JSON.parse(require('fs').readFileSync(0, 'utf8'));
    require('./${file}').${name}(event, context).then(print, ({ message }) => print({ error: message }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
    cwd: folder, input: JSON.stringify(event), encoding: 'utf8', env: {},
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as unknown;
}
