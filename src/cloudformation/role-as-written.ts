/** What a template says about a role apart from its trust policy. */
import { NO_CHOICES } from './deploy-time-choices';
import { DeployTimeContext } from './deploy-time-context';
import { IntrinsicResolution, ResolutionBudget } from './resolve-intrinsics';
import { field, section } from './template';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { RoleFacts } from '../rules/support/role-facts';

/** As the template has it, including intrinsics. */
export interface RoleAsWritten {
  readonly logicalId?: string;
  readonly name?: unknown;
  readonly maxSessionDuration?: unknown;
}

/** Other resource types get their role from a transform, which gives it another name. */
export function roleAsWritten(logicalId: string, resource: unknown): RoleAsWritten | undefined {
  if (field(resource, 'Type') !== 'AWS::IAM::Role') return undefined;
  const properties = section(resource, 'Properties');
  return { logicalId, name: field(properties, 'RoleName'), maxSessionDuration: field(properties, 'MaxSessionDuration') };
}

export function roleFacts(written: RoleAsWritten | undefined, context: DeployTimeContext): RoleFacts {
  return new WrittenFacts(written ?? {}, context);
}

/** Resolved only when a rule asks, which few do. */
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
