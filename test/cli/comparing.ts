/** Compares two inputs with `diff`, and reads its output. */
import { CommandResult, runCommand, ScratchFolder } from './run-command';
import { DiffReport } from '../../src/diff/render-diff';

export type RoleChange = DiffReport['roles'][number];

export interface DiffResult extends CommandResult {
  readonly roles: readonly RoleChange[];
}

/** Of all stacks of an assembly. */
export interface Place {
  /** `111122223333/eu-west-1` */
  readonly environment?: string;
  readonly stackName?: string;
}

/** Before and after; the same in the other direction. */
export const MIRRORED: Readonly<Record<string, string>> = {
  equivalent: 'equivalent',
  narrowed: 'widened',
  widened: 'narrowed',
  changed: 'changed',
  added: 'removed',
  removed: 'added',
  undecided: 'undecided',
};

export class Differ {
  private readonly scratch = new ScratchFolder();
  private assemblies = 0;

  /** The folder of all files: contents come from `before.json` and `after.json`. */
  public get place(): string {
    return this.scratch.path;
  }

  /** @param before the content of a file, or its path */
  public diff(before: unknown, after: unknown, ...options: readonly string[]): DiffResult {
    const result = this.run(before, after, '--format', 'json', ...options);
    return { ...result, roles: result.status === 2 ? [] : (JSON.parse(result.stdout) as DiffReport).roles };
  }

  /** The only role. */
  public change(before: unknown, after: unknown, ...options: readonly string[]): RoleChange & { readonly status: number } {
    const { roles, status, stderr } = this.diff(before, after, ...options);
    if (roles.length !== 1) throw new Error(`${roles.length} roles: ${stderr}`);
    return { ...roles[0], status };
  }

  public run(before: unknown, after: unknown, ...options: readonly string[]): CommandResult {
    return runCommand(['diff', this.path('before.json', before), this.path('after.json', after), ...options]);
  }

  public folder(name: string, files: Readonly<Record<string, unknown>>): string {
    return this.scratch.folder(name, files);
  }

  /** Writes a file, and returns its path. */
  public write(name: string, content: unknown): string {
    return this.scratch.file(name, content);
  }

  /** Writes a cloud assembly with these stacks, and returns its path. */
  public assembly(
    stacks: Readonly<Record<string, object>>,
    { environment = 'unknown-account/unknown-region', stackName }: Place = {},
  ): string {
    const artifact = (id: string) => ({
      type: 'aws:cloudformation:stack',
      environment: `aws://${environment}`,
      properties: { templateFile: `${id}.template.json`, ...(stackName === undefined ? {} : { stackName }) },
    });
    this.assemblies += 1;
    return this.folder(`cdk.out-${this.assemblies}`, {
      'manifest.json': { version: '40.0.0', artifacts: Object.fromEntries(Object.keys(stacks).map((id) => [id, artifact(id)])) },
      ...Object.fromEntries(Object.entries(stacks).map(([id, content]) => [`${id}.template.json`, content])),
    });
  }

  private path(name: string, content: unknown): string {
    return typeof content === 'string' && content.startsWith(this.scratch.path) ? content : this.scratch.file(name, content);
  }
}
