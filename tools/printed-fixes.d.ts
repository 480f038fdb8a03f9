/** The types that TypeScript tests need from `printed-fixes.js`. */

export interface PrintedViolation {
  readonly suggestedFix?: string;
}

export interface AppToFix {
  readonly language: 'typescript' | 'python';
  readonly source: string;
  /** Whether the role is created with the construct that the guard names as another way. */
  readonly withConstruct?: boolean;
  synthesize(source: string): Promise<Synthesis> | Synthesis;
}

export interface Synthesis {
  readonly status: number | null;
  readonly violations: readonly PrintedViolation[];
}

export interface NewcomersRole {
  readonly name: string;
  readonly typescript: string;
  readonly python: string;
}

export const NEWCOMERS: readonly NewcomersRole[];
export function newcomersApp(role: NewcomersRole, language: AppToFix['language']): string;
export interface Followed {
  readonly text: string;
  readonly status: number | null;
  readonly rounds: number;
}

export function followPrintedFixes(app: AppToFix): Promise<Followed>;
/** The violations of all plugins, as the CDK reports them. */
export function violationsIn(assembly: string): readonly PrintedViolation[];
