/** Where the readers of inputs put what they find, role by role, so that no input has to be held as a whole. */
import { InputRole } from './input-role';
import { InputTemplate } from './input-template';
import type { PermissionsOfInputs } from './permissions-of-inputs';
import { UnseenReport } from '../findings/renderers/report';
import type { RunningResource } from '../reach/principal';

export interface RoleSink {
  /** @returns the id of the role here */
  addRole(role: InputRole): number;
  /** The input turned out to hold a newer state of the role. */
  removeRole(id: number): void;
  addTemplate(template: InputTemplate): void;
  addUnseen(unseen: UnseenReport): void;
}

/** A file that is being read. */
export interface InputFile {
  readonly file: string;
  /** Distinguishes the deploy-time values of this input from those of others. */
  readonly scope: string;
  /** The account that owns the roles whose input does not name an account. */
  readonly account?: string;
  readonly sink: RoleSink;
  /** Where policies and users are put; undefined if nobody asks for them. */
  readonly permissions?: PermissionsOfInputs;
  /** The states of roles, and of what runs with them, that AWS Config recorded, in this input and in the other files of the same folder. */
  readonly recorded: RecordedStates;
}

/** By account and resource. */
export type RecordedStates = Map<string, RecordedState>;

export interface RecordedState {
  readonly time: number;
  /** Orders the states of one time. */
  readonly state: number;
  /** Of a role; undefined if it is deleted. */
  readonly roleId?: number;
  /** Of a resource that runs with a role. */
  readonly running?: RunningResource;
}
