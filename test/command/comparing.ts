/** Two inputs through `diff`, and what it says about them. */
import { CommandResult, runCommand, ScratchFolder } from './run-command';
import { DiffReport } from '../../src/cli/diff/render-diff';

export type RoleChange = DiffReport['roles'][number];

export interface DiffResult extends CommandResult {
  readonly roles: readonly RoleChange[];
}

/** Before to after; equal under their mirror images. */
export const MIRRORED: Readonly<Record<string, string>> = {
  equivalent: 'equivalent', narrowed: 'widened', widened: 'narrowed', changed: 'changed', added: 'removed', removed: 'added', undecided: 'undecided',
};

export class Differ {
  private readonly scratch = new ScratchFolder();

  /** The folder of all files: contents come from `before.json` and `after.json`. */
  public get place(): string {
    return this.scratch.path;
  }

  /** @param before content of a file, or the path of one */
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

  private path(name: string, content: unknown): string {
    return typeof content === 'string' && content.startsWith(this.scratch.path) ? content : this.scratch.file(name, content);
  }
}
