/** Puts the fixes of all roles into the texts of their files. */
import { editDocument } from './edit-document';
import { FixInput } from './fix-input';
import { RolePlan } from './plan-fixes';

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
  // The output of `aws iam` is not a file to change: a command needs only the name of the role.
  if (input.kind === 'dump') return { files: [], unplaced: new Set(plans.filter(({ role }) => role.source.roleName === undefined)) };
  const texts = new Map<string, string>();
  let pending = plans.filter(({ edits }) => edits.length > 0);
  // A trust policy that others repeat by an alias can be changed once the others have their own.
  for (let isProgress = true; isProgress && pending.length > 0;) {
    const unplaced = pending.filter((plan) => !changeText(input, plan, texts));
    isProgress = unplaced.length < pending.length;
    pending = unplaced;
  }
  const edited = [...texts].map(([file, after]) => ({ file, before: input.textOf(file), after }));
  return { files: edited.filter(({ before, after }) => before !== after), unplaced: new Set(pending) };
}

/** False if the trust policy cannot be changed in place. */
function changeText(input: FixInput, { role, edits }: RolePlan, texts: Map<string, string>): boolean {
  const { file } = role.source;
  const path = input.placeOf(role);
  const edited = path && editDocument(file, texts.get(file) ?? input.textOf(file), { path, edits });
  if (edited === undefined) return false;
  texts.set(file, edited);
  return true;
}
