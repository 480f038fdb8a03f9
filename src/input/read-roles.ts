/** Reads the roles of all inputs: one after the other, for a check of very many, or all at once. */
import { readCloudAssembly } from './cloud-assembly';
import { findInputs, FoundInput, FoundInputs } from './find-inputs';
import { Folder } from './folder';
import { InputError, OtherKindError } from './input-error';
import { InputRole, ReadOptions } from './input-role';
import { InputTemplate, readTemplate } from './input-template';
import { readFileOfFolder, readInputFile, readInputText } from './read-input-file';
import { RecordedStates } from './role-sink';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { LinkedTemplates } from '../cloudformation/linked-templates';
import { UnseenReport } from '../findings/renderers/report';

export interface Inputs {
  /** In the order of the paths and, within a path, in the order of the input. */
  readonly roles: readonly InputRole[];
  /** Places in the inputs that cannot be seen, and so cannot be checked. */
  readonly unseen: readonly UnseenReport[];
  /** The accounts that the stacks of cloud assemblies specify: accounts of the owner. */
  readonly deployedAccounts: ReadonlySet<string>;
  /** One for each template, including templates without roles. */
  readonly contexts: readonly DeployTimeContext[];
}

/**
 * References between templates are followed, even between different paths.
 *
 * @param paths files, folders, or `-` for standard input. The first one that is invalid is thrown as an error.
 */
export function readRoles(paths: readonly string[], options: ReadOptions = {}): Inputs {
  const reader = new InputReader(paths, options);
  const roles: { readonly role: InputRole; readonly input: number }[] = [];
  const removed = new Set<number>();
  const { unseen, contexts, problems: [problem] } = reader.readAll({
    add: (role, input) => roles.push({ role, input }) - 1,
    remove: (id) => { removed.add(id); },
  });
  if (problem) throw problem;
  const left = roles.filter((_, id) => !removed.has(id)).sort((one, other) => one.input - other.input);
  return {
    roles: left.map(({ role }) => role),
    unseen,
    contexts,
    deployedAccounts: reader.deployedAccounts,
  };
}

export interface RoleVisitor {
  /**
   * @param input the number of its input: roles are in the order of the paths if they are sorted by it
   * @returns an id for `remove`
   */
  add(role: InputRole, input: number): number;
  /** The input of the role turned out to be invalid, or to hold a newer state of the role. */
  remove(id: number): void;
}

export interface ReadInputs extends Pick<Inputs, 'unseen' | 'contexts'> {
  /** How many inputs were read. */
  readonly count: number;
  /** Of the inputs that are invalid; the others are still read. */
  readonly problems: readonly InputError[];
  /** Files of the folders that are data of another kind. */
  readonly leftOut: readonly InputError[];
}

export class InputReader {
  /** The accounts that the stacks of cloud assemblies specify: accounts of the owner. */
  public readonly deployedAccounts = new Set<string>();
  private readonly found: FoundInputs;
  private readonly templates: { readonly template: InputTemplate; readonly input: number }[] = [];
  private readonly unseen: UnseenReport[][] = [];
  private readonly leftOut: InputError[] = [];
  private readonly problems: { readonly problem: InputError; readonly input: number }[] = [];
  /** By the folder in which the files were found, or by the file. */
  private readonly recorded = new Map<string, RecordedStates>();
  /** Folders in which something was read, or could not be read. */
  private readonly usedFolders = new Set<string>();
  private count = 0;

  constructor(paths: readonly string[], private readonly options: ReadOptions) {
    const files = () => ({ inputs: paths.map((path) => ({ path, isAssembly: false })), folders: [] });
    this.found = options.text === undefined ? findInputs(paths) : files();
    // Whose accounts are known has to be known before the first role is checked.
    this.found.inputs.forEach((each, index) => {
      if (each.isAssembly) this.read(each, index, () => this.readAssembly(each, index));
    });
  }

  /** To be called once. */
  public readAll(visitor: RoleVisitor): ReadInputs {
    this.found.inputs.forEach((each, index) => {
      if (!each.isAssembly) this.readFile(each, index, visitor);
    });
    const linked = new LinkedTemplates(this.templates.map(({ template }) => template));
    for (const { template, input } of this.templates) {
      const { roles, unseen } = readTemplate(template, linked, this.options.permissions);
      roles.forEach((role) => visitor.add(role, input));
      this.unseenIn(input).push(...unseen);
    }
    return {
      unseen: this.unseen.flat(),
      contexts: this.templates.map(({ template }) => linked.context(template)),
      count: this.count,
      problems: this.allProblems(),
      leftOut: this.leftOut,
    };
  }

  private readAssembly({ path }: FoundInput, index: number): boolean {
    const { templates, accounts, unseen } = readCloudAssembly(new Folder(path), scopeOf(index), this.options);
    templates.forEach((template) => this.templates.push({ template, input: index }));
    accounts.forEach((account) => this.deployedAccounts.add(account));
    this.unseenIn(index).push(...unseen);
    return true;
  }

  /** Nothing is kept of an input that turns out to be invalid. */
  private readFile(input: FoundInput, index: number, visitor: RoleVisitor): void {
    const ids: number[] = [];
    const templates: InputTemplate[] = [];
    const unseen: UnseenReport[] = [];
    const sink = {
      addRole: (role: InputRole) => {
        const id = visitor.add(role, index);
        ids.push(id);
        return id;
      },
      removeRole: (id: number) => visitor.remove(id),
      addTemplate: (template: InputTemplate) => { templates.push(template); },
      addUnseen: (report: UnseenReport) => { unseen.push(report); },
    };
    const { account, permissions } = this.options;
    const file = { file: input.path, scope: scopeOf(index), account, sink, permissions, recorded: this.statesOf(input) };
    const isRead = this.read(input, index, () => {
      if (input.problem) throw input.problem;
      if (this.options.text !== undefined) readInputText(file, this.options.text);
      else if (input.foundIn !== undefined) return readFileOfFolder(file);
      else readInputFile(file);
      return true;
    });
    if (isRead) {
      templates.forEach((template) => this.templates.push({ template, input: index }));
      this.unseenIn(index).push(...unseen);
    } else {
      ids.forEach((id) => visitor.remove(id));
    }
  }

  private read({ foundIn }: FoundInput, index: number, read: () => boolean): boolean {
    try {
      const isRead = read();
      if (!isRead) return false;
      this.count += 1;
      this.usedFolders.add(foundIn ?? '');
      return true;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (foundIn !== undefined && error instanceof OtherKindError) this.leftOut.push(error);
      else this.refuse(error, index, foundIn);
      return false;
    }
  }

  private refuse(problem: InputError, input: number, foundIn: string = ''): void {
    this.usedFolders.add(foundIn);
    this.problems.push({ problem, input });
  }

  /** In the order of the paths. */
  private allProblems(): InputError[] {
    const inOrder = [...this.problems].sort((one, other) => one.input - other.input).map(({ problem }) => problem);
    const empty = this.found.folders.filter((each) => !this.usedFolders.has(each));
    return [...inOrder, ...empty.map((folder) => new InputError(folder, 'is a folder without a supported input: see check --help'))];
  }

  private unseenIn(input: number): UnseenReport[] {
    return this.unseen[input] ??= [];
  }

  private statesOf({ path, foundIn = path }: FoundInput): RecordedStates {
    const states = this.recorded.get(foundIn) ?? new Map();
    this.recorded.set(foundIn, states);
    return states;
  }
}

function scopeOf(index: number): string {
  return index === 0 ? '' : `input ${index + 1}: `;
}
