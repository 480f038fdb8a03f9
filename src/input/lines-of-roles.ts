/** The line of its file on which a role begins: where a code scanning service shows a finding. */
import { readTextFile } from './read-text-file';
import { SourceReport } from '../findings/renderers/report';

export class LinesOfRoles {
  private readonly files = new Map<string, LinesOfFile>();

  /** Line 1 if the role is not found. */
  public of({ file, logicalId, roleName }: SourceReport): number {
    if (file === undefined || file === '-') return 1;
    const { keys, roleNames } = this.linesOf(file);
    return (logicalId === undefined ? roleNames.get(roleName ?? '') : keys.get(logicalId)) ?? 1;
  }

  private linesOf(file: string): LinesOfFile {
    const known = this.files.get(file) ?? readLines(readTextFile(file));
    this.files.set(file, known);
    return known;
  }
}

/** The first line of each, counted from 1. */
interface LinesOfFile {
  /** In a template, a logical id is a key. */
  readonly keys: ReadonlyMap<string, number>;
  /** In the output of `aws iam`, a name is a value. */
  readonly roleNames: ReadonlyMap<string, number>;
}

/** A key, in JSON or YAML, and the text after it. */
const ENTRY = /^\s*"?([\w+=,.@-]{1,128})"?\s*:\s*"?([\w+=,.@-]{0,128})/;

function readLines(text: string): LinesOfFile {
  const keys = new Map<string, number>();
  const roleNames = new Map<string, number>();
  for (let start = 0, line = 1; start < text.length; line += 1) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const [, key, value] = ENTRY.exec(text.slice(start, Math.min(end, start + LONGEST_ENTRY))) ?? [];
    if (key !== undefined && !keys.has(key)) keys.set(copyOf(key), line);
    if (key === 'RoleName' && !roleNames.has(value)) roleNames.set(copyOf(value), line);
    start = end + 1;
  }
  return { keys, roleNames };
}

/** With the white space before it. */
const LONGEST_ENTRY = 1_000;

/** A part of a text otherwise keeps the whole text in memory. */
function copyOf(part: string): string {
  return Buffer.from(part).toString();
}
