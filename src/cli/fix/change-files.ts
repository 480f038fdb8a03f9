/** Puts the fixes of all roles into the texts of their files. */
import { editDocument } from './edit-document';
import { valueAt } from './edit-text';
import { FixInput } from './fix-input';
import { RolePlan } from './plan-fixes';
import { isObject } from '../../cloudformation/template';
import { parseDocument } from '../../input/read-document';

export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export interface FileChanges {
  readonly files: readonly FileChange[];
  /** Their trust policies are not literal in a file that could be changed. */
  readonly unplaced: ReadonlySet<RolePlan>;
}

export function changeFiles(input: FixInput, plans: readonly RolePlan[]): FileChanges {
  const isDump = ({ role }: RolePlan) => input.kindOf(role) === 'dump';
  // The output of `aws iam` is not a file to change: a command needs only the name of the role.
  const nameless = plans.filter((plan) => isDump(plan) && plan.role.source.roleName === undefined);
  const texts = new FileEdits(input);
  let pending = plans.filter((plan) => !isDump(plan) && plan.edits.length > 0);
  // A trust policy that others repeat by an alias can be changed once the others have their own.
  for (let isProgress = true; isProgress && pending.length > 0;) {
    const unplaced = pending.filter((plan) => !texts.change(plan));
    isProgress = unplaced.length < pending.length;
    pending = unplaced;
  }
  const unplaced = pending.filter((plan) => !texts.changeAlone(plan));
  return { files: texts.changes, unplaced: new Set([...nameless, ...unplaced]) };
}

class FileEdits {
  private readonly texts = new Map<string, string>();

  constructor(private readonly input: FixInput) { }

  public get changes(): readonly FileChange[] {
    const edited = [...this.texts].map(([file, after]) => ({ file, before: this.input.textOf(file), after }));
    return edited.filter(({ before, after }) => before !== after);
  }

  /** False if the trust policy cannot be changed in place. */
  public change({ role, edits }: RolePlan): boolean {
    const { file } = role.source;
    const path = this.input.placeOf(role);
    const edited = path && editDocument(file, this.textOf(file), { path, edits });
    if (edited === undefined) return false;
    this.texts.set(file, edited);
    return true;
  }

  /** Roles that repeat the trust policy by an alias or a merge key, and are not to be changed, get a copy of what it was. */
  public changeAlone(plan: RolePlan): boolean {
    const { file } = plan.role.source;
    const before = this.textOf(file);
    this.copyForOthers(plan);
    const isChanged = this.change(plan);
    if (!isChanged) this.texts.set(file, before);
    return isChanged;
  }

  private copyForOthers({ role }: RolePlan): void {
    const { file } = role.source;
    const place = this.input.placeOf(role);
    if (place === undefined) return;
    const document = parseDocument(file, this.textOf(file));
    const shared = valueAt(document, place);
    for (const other of this.input.roles) {
      const path = other.source.file === file ? this.input.placeOf(other) : undefined;
      if (path === undefined || path.join('/') === place.join('/')) continue;
      const value = valueAt(document, path);
      if (!repeats(value, shared)) continue;
      const copied = editDocument(file, this.textOf(file), { path, edits: [{ op: 'replace', path: '', value }] });
      if (copied !== undefined) this.texts.set(file, copied);
    }
  }

  private textOf(file: string): string {
    return this.texts.get(file) ?? this.input.textOf(file);
  }
}

/** An alias leads to the very same object, and a merge key to the same members. */
function repeats(value: unknown, shared: unknown): boolean {
  if (!isObject(value) || !isObject(shared)) return false;
  const isRepeated = ([key, member]: [string, unknown]) => typeof member === 'object' && member !== null && shared[key] === member;
  return value === shared || Object.entries(value).some(isRepeated);
}
