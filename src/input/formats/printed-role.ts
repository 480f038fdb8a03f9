/** A role as a tool prints it: a copy, so that changing it changes nothing. */
import { documentOfText } from '../../cloudformation/document-of-text';
import type { OwnPermissions } from '../../reach/policy-book';
import { InputRole } from '../input-role';
import { InputFile } from '../role-sink';

export interface PrintedRole {
  /** An object, JSON text or URL-encoded JSON text. */
  readonly document: unknown;
  readonly arn?: string;
  /** Where the ARN does not say it. */
  readonly account?: string;
  readonly roleName?: string;
  readonly address?: string;
  readonly maxSessionDuration?: unknown;
  readonly permissions?: OwnPermissions;
}

/** The account of the ARN counts, whatever `--account` says. */
export function printedRole({ file, account: given }: InputFile, printed: PrintedRole): InputRole {
  const { document, address, roleName, maxSessionDuration, permissions } = printed;
  const [, partition, ownAccount, nameInArn] = /^arn:([^:]+):iam::(\d{12}):role\/(.*)$/.exec(printed.arn ?? '') ?? [];
  const context = contextOf(ownAccount ?? printed.account ?? given, partition);
  return {
    source: { file, roleName, account: context.account, address },
    // The same trust policy is judged once, however it is written.
    document: documentOfText(document),
    context,
    role: { name: roleName, maxSessionDuration },
    waivers: NO_WAIVERS,
    isPrinted: true,
    ...permissions && { permissions, nameWithPath: nameInArn ?? roleName },
  };
}

const NO_WAIVERS: InputRole['waivers'] = [];
const CONTEXTS = new Map<string, InputRole['context']>();
/** An organization has fewer accounts. */
const MOST_CONTEXTS = 100_000;

/** One for all roles of an account. */
function contextOf(account: string | undefined, partition: string | undefined): InputRole['context'] {
  const key = `${account} ${partition}`;
  const known = CONTEXTS.get(key);
  if (known) return known;
  const context = { account, partition };
  if (CONTEXTS.size < MOST_CONTEXTS) CONTEXTS.set(key, context);
  return context;
}
