/** What is known about the role beside its trust policy, for the rules about the role itself. */
import { PartlyKnownText } from '../../policy/partly-known-text';

export interface RoleFacts {
  /** Without the path: role names are unique in an account, whatever their paths. */
  readonly name?: PartlyKnownText;
  /** In seconds; undefined where it is not set, or known only at deployment. */
  readonly maxSessionDuration?: number;
}
