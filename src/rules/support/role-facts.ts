/** What is known of the role beside its trust policy, for the rules that ask about the role itself. */
import { PartlyKnownText } from '../../policy/partly-known-text';

export interface RoleFacts {
  /** Without the path, which names of roles do not depend on: no two roles of an account have the same. */
  readonly name?: PartlyKnownText;
  /** In seconds; undefined where it is not set, or known at deployment only. */
  readonly maxSessionDuration?: number;
}
