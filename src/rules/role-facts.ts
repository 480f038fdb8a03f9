/** What a template says of the role beside its trust policy, for the rules that ask about the role itself. */
import { NO_CHOICES } from '../policy/deploy-time-choices';
import { DeployTimeContext } from '../policy/deploy-time-context';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { IntrinsicResolution, ResolutionBudget } from '../policy/resolve-intrinsics';

/** As the template holds it, intrinsics and all. */
export interface RoleAsWritten {
  readonly logicalId?: string;
  readonly name?: unknown;
  readonly maxSessionDuration?: unknown;
}

export interface RoleFacts {
  /** Without the path, which names of roles do not depend on: no two roles of an account have the same. */
  readonly name?: PartlyKnownText;
  /** In seconds; undefined where it is not set, or known at deployment only. */
  readonly maxSessionDuration?: number;
}

export function roleFacts(written: RoleAsWritten | undefined, context: DeployTimeContext): RoleFacts {
  return new WrittenFacts(written ?? {}, context);
}

/** Worked out when a rule asks: few do. */
class WrittenFacts implements RoleFacts {
  constructor(private readonly written: RoleAsWritten, private readonly context: DeployTimeContext) { }

  public get name(): PartlyKnownText | undefined {
    const { name, logicalId } = this.written;
    if (name !== undefined) return this.textOf(name);
    return logicalId === undefined ? undefined : this.textOf({ Ref: logicalId });
  }

  public get maxSessionDuration(): number | undefined {
    const { maxSessionDuration } = this.written;
    if (maxSessionDuration === undefined) return undefined;
    const text = this.textOf(maxSessionDuration);
    return isKnown(text) && /^\d+$/.test(text) ? Number(text) : undefined;
  }

  private textOf(value: unknown): PartlyKnownText {
    return typeof value === 'string' ? value : new IntrinsicResolution(NO_CHOICES, new ResolutionBudget()).resolveText(value, this.context);
  }
}
