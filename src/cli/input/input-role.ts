/** A role as any input holds it. */
import { DeployTimeContext } from '../../cloudformation/deploy-time-context';
import { RoleAsWritten } from '../../cloudformation/role-as-written';
import { Waiver } from '../../cloudformation/waivers';
import { SourceReport } from '../../findings/renderers/report';

export interface InputRole {
  /** What is known about the place of the role. */
  readonly source: RoleSource;
  /** 12 digits; undefined when neither the input nor the user names it. */
  readonly account?: string;
  /** The trust policy: an object, JSON text or URL-encoded JSON text, intrinsics and all. */
  readonly document: unknown;
  readonly context: DeployTimeContext;
  /** What the input says of the role beside it. */
  readonly role?: RoleAsWritten;
  /** What the input itself records as accepted: acknowledgements of the CDK, the nearest first, and the waivers of the role. */
  readonly waivers: readonly Waiver[];
}

/** `file` is as the user gave it, with the way inside where that is a folder. */
export type RoleSource = SourceReport & { readonly file: string };

export interface ReadOptions {
  /** The account that owns the roles whose input names none: 12 digits. */
  readonly account?: string;
}
