/**
 * Compares the ExternalIds of all roles of an app: that two roles trust the same value for different accounts cannot be seen in one role.
 *
 * For each role only its ExternalIds and its position are kept: templates are large, and hardly any role shares a value.
 */
import { Stack } from 'aws-cdk-lib';
import { judging } from './doors';
import { GuardSettings } from './guard-settings';
import { GuardTools, judgeFinding, JudgedRole } from './judged-role';
import { nameOfRole } from '../../findings/role-source';
import type { NamedExternalIds } from '../../rules/support/external-ids';
import { RoleInTree } from '../construct-tree/find-roles';

/** The position of a role among the roles of its stack that the guard covers. */
interface NotedRole {
  readonly stack: Stack;
  readonly index: number;
  readonly externalIds: NamedExternalIds;
}

export class ExternalIdsOfApp {
  /** The CDK can validate one stack after the other; a second synthesis replaces the entries of its stacks. */
  private readonly noted = new Map<Stack, readonly NotedRole[]>();

  /** @param externalIds of each role of the stack, in order */
  public note(stack: Stack, externalIds: readonly (NamedExternalIds | undefined)[]): void {
    this.noted.set(stack, externalIds.flatMap((each, index) => (each === undefined ? [] : [{ stack, index, externalIds: each }])));
  }

  /**
   * The findings of the comparison about roles of the `judged` stacks.
   *
   * @param rolesOf returns the roles of a stack, in the order in which they were noted
   */
  public compare(
    judged: ReadonlySet<Stack>, settings: GuardSettings, { acknowledgements, baseline }: Pick<GuardTools, 'acknowledgements' | 'baseline'>,
    rolesOf: (stack: Stack) => readonly RoleInTree[],
  ): JudgedRole[] {
    const read = new Map<Stack, readonly RoleInTree[]>();
    const roleOf = ({ stack, index }: NotedRole): RoleInTree => {
      const roles = read.get(stack) ?? rolesOf(stack);
      read.set(stack, roles);
      return roles[index];
    };
    const noted = [...this.noted.values()].flat();
    if (!shareSomeValue(noted)) return [];
    const { auditSharedExternalIds, withoutFix } = judging();
    const findings = auditSharedExternalIds(
      noted.map((role) => ({ externalIds: role.externalIds, name: () => nameOfRole(roleOf(role)), subject: () => roleOf(role) })),
      settings,
    );
    return noted.flatMap((role, at) => {
      if (findings[at].length === 0 || !judged.has(role.stack)) return [];
      const place = roleOf(role);
      const withAcceptances = findings[at].map((finding) => {
        const judgedAlone = judgeFinding(place, withoutFix(finding), acknowledgements);
        return judgedAlone.acknowledgement ? judgedAlone : { ...judgedAlone, acknowledgement: baseline?.acceptShared(place, finding) };
      });
      return [{ place, findings: withAcceptances }];
    });
  }
}

/** Rarely the case. A closer look would load the whole engine. */
function shareSomeValue(noted: readonly NotedRole[]): boolean {
  const values = noted.flatMap(({ externalIds }) => externalIds.values);
  return new Set(values).size < values.length;
}
