/**
 * Follows callers from outside through the roles of the app, where a finding names one: the rule `outside-reaches-administrator`. Loaded
 * through `doors.ts`, since most apps have no such finding.
 */
import { Stack } from 'aws-cdk-lib';
import type { Acknowledgement, Acknowledgements } from './acknowledgement';
import { judgeFinding, JudgedRole } from './judged-role';
import type { AuditSettings, JudgedFinding } from '../../assessment/assess';
import { PrincipalCollector } from '../../input/collect-principals';
import { AdministratorsFromOutside, mayNameOutsider } from '../../reach/administrators-from-outside';
import { withoutFix } from '../../remedies/remedies-for';
import { OUTSIDE_REACHES_ADMINISTRATOR } from '../../rules/rule-ids';
import { keyOfRole, RoleInTree } from '../construct-tree/find-roles';
import type { StacksOfApp } from '../construct-tree/stacks-of-app';

/** @param rolesOf all roles of a stack, also those that the guard was not added to: a way can lead through any of them */
export function reachedAdministrators(
  judged: readonly JudgedRole[],
  { app, rolesOf, settings, acknowledgements }: {
    readonly app: StacksOfApp;
    readonly rolesOf: (stack: Stack) => readonly RoleInTree[];
    readonly settings: AuditSettings;
    readonly acknowledgements: Acknowledgements;
  },
): readonly JudgedRole[] {
  const entries = judged.filter(({ findings }) => findings.some(mayNameOutsider));
  if (entries.length === 0) return [];
  const { ids, principals } = principalsOf(app, rolesOf);
  const administrators = new AdministratorsFromOutside(principals, settings);
  return entries.flatMap(({ place, findings }) => {
    const id = ids.get(keyOfRole(place));
    if (id === undefined) return [];
    const openings = findings.filter(mayNameOutsider).map(({ finding }) => finding);
    const reached = administrators.at(id, openings, (end) => acknowledgements.acceptedByFile(end, OUTSIDE_REACHES_ADMINISTRATOR));
    if (reached === undefined) return [];
    const atEntry = judgeFinding(place, withoutFix(reached.finding), acknowledgements);
    const finding: JudgedFinding<Acknowledgement> = { ...atEntry, acknowledgement: atEntry.acknowledgement ?? reached.acceptance };
    return [{ place, findings: [finding] }];
  });
}

/** A template that cannot be read is an error of its own, where its stack is judged. */
function canBeRead(stack: Stack, app: StacksOfApp): boolean {
  try {
    return app.rendering(stack) !== undefined;
  } catch {
    return false;
  }
}

function principalsOf(app: StacksOfApp, rolesOf: (stack: Stack) => readonly RoleInTree[]) {
  const collector = new PrincipalCollector();
  const { templates, addUser } = collector.permissions;
  const places: RoleInTree[] = [];
  for (const stack of app.stacks.filter((each) => canBeRead(each, app))) {
    const context = app.context(stack);
    const { account, partition = 'aws' } = context;
    const roles = rolesOf(stack).filter(({ problem }) => problem === undefined);
    templates.addTemplate(context);
    for (const { logicalId, name, permissions } of templates.usersOf(context)) {
      addUser({ source: { stackPath: stack.node.path, logicalId, account }, partition, account, name, permissions });
    }
    for (const role of roles) {
      templates.addTemplate(role.context.template ?? role.context);
      const permissions = templates.ofRole(role.inside ?? role.logicalId ?? '', role.resource, role.context);
      collector.add({ source: role, document: role.document, context: role.context, role: role.role, ...permissions });
      places.push(role);
    }
  }
  const principals = collector.principals();
  return { ids: new Map(places.map((place, index) => [keyOfRole(place), principals[index].id])), principals };
}
