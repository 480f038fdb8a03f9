/** The page of `--format html`, which `check` and `reach` share: roles with their findings, and the graph of who may assume which. */
import { JudgedRoles } from './judged-roles';
import { AuditSettings } from '../assessment/assess';
import { paintFor } from '../findings/renderers/palette';
import { StaleAcceptanceReport, UnseenReport } from '../findings/renderers/report';
import { staleLine, unseenLine } from '../findings/renderers/text-lines';
import { RoleVisitor } from '../input/read-roles';
import { Reach } from '../reach/explore';
import { InputPrincipal } from '../reach/node';
import { PageRole } from '../reach/page/page-data';
import { renderPage } from '../reach/page/render-page';

export interface PageContents {
  readonly judged: JudgedRoles;
  readonly principals: readonly InputPrincipal[];
  readonly reach: Reach;
  readonly settings: AuditSettings;
  /** Places that could not be read. */
  readonly unseen: readonly UnseenReport[];
  readonly stale: readonly StaleAcceptanceReport[];
}

export function pageOf(view: 'roles' | 'paths', contents: PageContents): string {
  const { reach, settings: { accounts }, unseen, stale } = contents;
  const paint = paintFor(false);
  const notes = [...unseen.map((place) => unseenLine(place, paint)), ...stale.map((acceptance) => staleLine(acceptance, paint))];
  const title = view === 'roles' ? 'Who can assume these roles' : 'Who gets where from outside';
  return renderPage(title, { view, roles: pageRoles(contents), reach, accounts, notes });
}

/** Both hold the roles in the order of the inputs. */
function* pageRoles({ judged, principals }: PageContents): Generator<PageRole> {
  const roles = principals.filter(({ kind }) => kind === 'role');
  for (const [index, report] of [...judged.allWithFixes()].entries()) {
    const { id, trustPolicy } = roles[index];
    yield { id, report, document: trustPolicy?.document };
  }
}

/** Both give the same ids, because both count the roles. */
export function visitorOfBoth(one: RoleVisitor, other: RoleVisitor): RoleVisitor {
  return {
    add: (role, input) => {
      other.add(role, input);
      return one.add(role, input);
    },
    remove: (id) => {
      one.remove(id);
      other.remove(id);
    },
  };
}
