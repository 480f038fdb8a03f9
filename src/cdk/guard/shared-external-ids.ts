/**
 * The roles of an app side by side: an ExternalId that two of them trust for different accounts shows in neither alone.
 *
 * Of a role is kept what its audit noted, and where to find it again: templates are large, and hardly any role shares a value.
 */
import { Stack } from 'aws-cdk-lib';
import { judging } from './doors';
import { GuardSettings } from './guard-settings';
import { judgeFinding, JudgedRole } from './judged-role';
import { NamedExternalIds } from '../../rules/external-id-shared';
import { RoleInTree } from '../construct-tree/find-roles';

/** A place among the roles of a stack that the guard is meant for. */
interface NotedRole {
  readonly stack: Stack;
  readonly index: number;
  readonly externalIds: NamedExternalIds;
}

/** What the comparison found about one role. */
export interface SharedExternalIds extends JudgedRole, Pick<NotedRole, 'stack' | 'index'> {}

export class ExternalIdsOfApp {
  /** The CDK may ask for one stack after the other; a second synthesis replaces what it judges again. */
  private readonly noted = new Map<Stack, readonly NotedRole[]>();

  /** `externalIds`: of each role of the stack, in order. */
  public note(stack: Stack, externalIds: readonly (NamedExternalIds | undefined)[]): void {
    this.noted.set(stack, externalIds.flatMap((each, index) => (each === undefined ? [] : [{ stack, index, externalIds: each }])));
  }

  /** What to tell about roles of the `judged` stacks. `rolesOf`: the roles that were noted, in the same order. */
  public compare(judged: ReadonlySet<Stack>, settings: GuardSettings, rolesOf: (stack: Stack) => readonly RoleInTree[]): SharedExternalIds[] {
    const read = new Map<Stack, readonly RoleInTree[]>();
    const roleOf = ({ stack, index }: NotedRole): RoleInTree => {
      const roles = read.get(stack) ?? rolesOf(stack);
      read.set(stack, roles);
      return roles[index];
    };
    const noted = [...this.noted.values()].flat();
    if (!shareSomeValue(noted)) return [];
    const { auditSharedExternalIds, describePlace } = judging();
    const findings = auditSharedExternalIds(
      noted.map((role) => ({ externalIds: role.externalIds, name: () => describePlace(roleOf(role)), subject: () => roleOf(role) })),
      settings,
    );
    return noted.flatMap((role, at) => {
      if (findings[at].length === 0 || !judged.has(role.stack)) return [];
      const place = roleOf(role);
      return [{ ...role, place, findings: findings[at].map((finding) => judgeFinding(place, finding)) }];
    });
  }
}

/** Hardly ever; and what looks closer is all of the engine. */
function shareSomeValue(noted: readonly NotedRole[]): boolean {
  const values = noted.flatMap(({ externalIds }) => externalIds.values);
  return new Set(values).size < values.length;
}
