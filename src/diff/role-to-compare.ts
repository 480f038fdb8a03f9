/** What a comparison has to know about the roles of one input, whatever kind of input it is. */
import { AuditSubject } from '../assessment/assess';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { UnseenReport } from '../findings/renderers/report';
import { RoleSource } from '../findings/role-source';

export interface RoleToCompare extends AuditSubject {
  readonly source: RoleSource;
}

export interface RolesToCompare {
  readonly roles: readonly RoleToCompare[];
  /** The folder that was read. Default: it was a file, or standard input. */
  readonly folder?: string;
  /** Places where roles may be that only the deployment shows. */
  readonly unseen: readonly UnseenReport[];
  /** One for each template, including templates without roles. */
  readonly contexts: readonly DeployTimeContext[];
}
