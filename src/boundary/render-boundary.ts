/**
 * The output of `organization-policy` for people: the policies, ready to paste, and how to attach them; then what is proved about them, the
 * worst first.
 */
import { Boundary, OfRole } from './boundary';
import { BoundaryPolicy, MOST_CHARACTERS, MOST_PARTS_OF_A_TARGET } from './boundary-policy';
import { MAY_BE_MANAGEMENT_ACCOUNT, NotKnown, ProofQuestion, ProvedRequest } from './prove-boundary';
import { subjectsByIssuer } from './trusted-tokens';
import { isIdentityPool } from '../analysis/tables/shared-issuers';
import { inColumns, LABEL_WIDTH, LabelledLine } from '../findings/renderers/finding-layout';
import { Colour, Paint, paintFor } from '../findings/renderers/palette';
import { inOneLine, printable } from '../findings/renderers/printable';
import { describeWitness, listOf } from '../findings/wording';
import { accountWithName, KnownAccounts } from '../rules/support/known-accounts';

export interface TextOptions {
  /** For their names. */
  readonly accounts: KnownAccounts;
  /** The command that prints the policies as JSON. */
  readonly command: string;
  readonly isColoured: boolean;
}

/** More are counted, not shown. */
const MOST_SHOWN = 50;
const MOST_NAMED = 12;

export function renderBoundaryAsText(boundary: Boundary, { accounts, command, isColoured }: TextOptions): string {
  const paint = paintFor(isColoured);
  const blocks = [
    ...boundary.policies.map((policy) => policyBlock(policy, paint)),
    admittedBlock(boundary, accounts, paint),
    attachmentBlock(boundary.policies, command),
    ...proofBlocks(boundary, paint),
    ...adviceBlock(boundary),
    conclusion(boundary, paint),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** With white space only where that fits, too. */
function policyBlock({ name, document, characters }: BoundaryPolicy, paint: Paint): string {
  const spacious = JSON.stringify(document, undefined, 2);
  const text = spacious.length <= MOST_CHARACTERS ? spacious : JSON.stringify(document);
  return `${paint('bold', name)}  ${grouped(characters)} of ${grouped(MOST_CHARACTERS)} characters\n\n${printable(text)}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

function admittedBlock({ terms, premises: { members } }: Boundary, accounts: KnownAccounts, paint: Paint): string {
  const named = (ids: Iterable<string>) => some([...ids].map((id) => accountWithName(id, accounts.get(id)?.name)));
  const tokens = Object.entries(subjectsByIssuer(terms.tokens)).map(([issuer, subjects]) => `${issuer} ${some(subjects)}`);
  const lines: readonly LabelledLine[] = [
    { label: 'members', text: `of ${terms.organization}${members.size === 0 ? '' : `, taken to be ${named(members)}`}` },
    { label: 'accounts', text: terms.accounts.length === 0 ? 'none outside the organization' : named(terms.accounts) },
    { label: 'tokens', text: tokens.length === 0 ? 'none' : tokens.map(inOneLine).join('\n') },
    { label: 'others', text: 'AWS services and SAML providers, if the trust policy of the role lets them in' },
  ];
  return ['Who is let in:', ...lines.map((line) => labelled(line, paint))].join('\n');
}

function some(all: readonly string[]): string {
  const shown = all.slice(0, MOST_NAMED).join(', ');
  return all.length <= MOST_NAMED ? shown : `${shown} and ${all.length - MOST_NAMED} more`;
}

function labelled(line: LabelledLine, paint: Paint): string {
  return inColumns(line, { indent: 2, labelWidth: LABEL_WIDTH, paintLabel: (plain) => paint('dim', plain) });
}

function attachmentBlock(policies: readonly BoundaryPolicy[], command: string): string {
  const them = policies.length === 1 ? 'it' : 'them, all to the same target';
  const tooMany = policies.length > MOST_PARTS_OF_A_TARGET
    ? [
      `  # A target takes ${MOST_PARTS_OF_A_TARGET} RCPs besides RCPFullAWSAccess: attach ${MOST_PARTS_OF_A_TARGET} to the root, and the `
      + 'others to each organizational unit below it.',
    ]
    : [];
  return [
    `To attach ${them}, in the management account: to a test account first, and to the root in the end.`,
    '  aws organizations enable-policy-type --root-id <r-...> --policy-type RESOURCE_CONTROL_POLICY',
    ...policies.flatMap(({ name }, index) => [
      `  ${inOneLine(command)} | jq -cj '.policies[${index}].document' > ${name}.json`,
      `  aws organizations create-policy --type RESOURCE_CONTROL_POLICY --name ${name} --description cdk-secure-trust `
      + `--content file://${name}.json`,
      '  aws organizations attach-policy --policy-id <p-...> --target-id <account, ou-... or r-...>',
    ]),
    ...tooMany,
  ].join('\n');
}

interface Told {
  readonly what: string;
  readonly colour: Colour;
  readonly callers: string;
  readonly name: string;
  readonly accounts: readonly string[];
  readonly lines: readonly LabelledLine[];
}

function proofBlocks(boundary: Boundary, paint: Paint): readonly string[] {
  const { stillEnters, losesAccess, notBound } = boundary;
  const unbound = new Map(notBound.map(({ role, because }) => [role, because]));
  const all = [
    ...stillEnters.map((found) => tellRequest('still enters', 'red', found, unbound.get(found.role))),
    ...notKnownAbout('stillEnters', boundary).map((found) => tellNotKnown('may still enter', found)),
    ...losesAccess.map((found) => tellRequest('loses access', 'yellow', found)),
    ...notKnownAbout('losesAccess', boundary).map((found) => tellNotKnown('may lose access', found)),
  ];
  const different = together(all);
  const more = different.length - MOST_SHOWN;
  return [
    ...different.slice(0, MOST_SHOWN).map((each) => toldBlock(each, paint)),
    ...more > 0 ? [`${more} more: --format json prints them all`] : [],
  ];
}

function notKnownAbout(asked: ProofQuestion, { notKnown }: Boundary): readonly OfRole<NotKnown>[] {
  return notKnown.filter(({ question }) => question === asked);
}

function tellRequest(what: string, colour: Colour, found: OfRole<ProvedRequest>, unbound?: string): Told {
  const because = unbound === undefined
    ? []
    : [{ label: 'because', text: `RCPs do not apply to ${unbound}: only the trust policy of the role can keep them out` }];
  return { ...told(what, colour, found), lines: [{ label: 'request', text: inOneLine(describeWitness(found.request)) }, ...because] };
}

function tellNotKnown(what: string, found: OfRole<NotKnown>): Told {
  return { ...told(what, 'yellow', found), lines: found.reasons.map((reason) => ({ label: 'unknown', text: inOneLine(reason) })) };
}

function told(what: string, colour: Colour, { callers, name, account }: OfRole<{ readonly callers: string }>): Omit<Told, 'lines'> {
  return { what, colour, callers, name, accounts: account === undefined ? [] : [account] };
}

/** The same about a role of the same name in several accounts is said once. */
function together(all: readonly Told[]): readonly Told[] {
  const found = new Map<string, Told>();
  for (const each of all) {
    const key = JSON.stringify({ ...each, accounts: undefined });
    const before = found.get(key);
    found.set(key, before ? { ...before, accounts: [...before.accounts, ...each.accounts] } : each);
  }
  return [...found.values()];
}

function toldBlock({ what, colour, callers, name, accounts, lines }: Told, paint: Paint): string {
  const different = [...new Set(accounts)];
  const where = different.length === 0 ? '' : ` in ${different.length === 1 ? 'account' : 'accounts'} ${some(different)}`;
  const headline = `${paint(colour, what)}  ${paint('bold', inOneLine(name))}${where}: ${inOneLine(callers)}`;
  return [headline, ...lines.map((line) => labelled(line, paint))].join('\n');
}

/** What a reader can do about it. */
function adviceBlock(boundary: Boundary): readonly string[] {
  const { stillEnters, losesAccess, notKnown, likelyManagementAccount } = boundary;
  const [account] = losesAccess.flatMap(({ callersAccount }) => callersAccount ?? []);
  const lines = [
    ...stillEnters.some(({ request }) => isIdentityPool(request.caller.arn))
      ? ['Only the trust policy of a role can keep guests of an identity pool out: see cdk-secure-trust rules public-principal']
      : [],
    ...notKnown.some(({ reasons }) => reasons.includes(MAY_BE_MANAGEMENT_ACCOUNT)) ? [managementAdvice(likelyManagementAccount)] : [],
    ...account === undefined ? [] : [
      'An account keeps its access if the file of --config names it: '
      + `{ "accounts": [{ "id": "${account}", "standing": "vendor" }] }, or "own" for a member of the organization`,
    ],
    ...losesAccess.some(({ request }) => request.caller.kind === 'oidc')
      ? ['Tokens keep their access if the trust policy of a role names their tenant: see cdk-secure-trust rules oidc-tenant']
      : [],
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function managementAdvice(likely: string | undefined): string {
  const isIt = likely === undefined ? '' : ` Is it ${likely}, which OrganizationAccountAccessRole trusts?`;
  return `RCPs do not apply to the management account.${isIt} Specify it: --management-account ${likely ?? '<account>'}`;
}

function conclusion(boundary: Boundary, paint: Paint): string {
  const { notBound, roles } = boundary;
  const unbound = notBound.length === 0 ? '' : `, ${notBound.length} of them not bound by RCPs`;
  return [
    `${roles === 1 ? '1 role' : `${grouped(roles)} roles`}${unbound}. ${enteringInWords(boundary, paint)} ${losingInWords(boundary)}`,
    'No other role was looked at: wherever the policy is attached, it denies tokens that none of these roles trusts.',
  ].join('\n');
}

function enteringInWords({ stillEnters, isTight, notKnown }: Boundary, paint: Paint): string {
  if (isTight) return paint('green', 'Proved: no outsider can assume any of them.');
  if (stillEnters.length > 0) return paint('red', `Outsiders can still assume ${rolesIn(stillEnters)}.`);
  const undecided = notKnown.filter(({ question }) => question === 'stillEnters');
  return paint('yellow', `Not proved: outsiders may still be able to assume ${rolesIn(undecided)}.`);
}

function losingInWords(boundary: Boundary): string {
  const { losesAccess } = boundary;
  const undecided = notKnownAbout('losesAccess', boundary);
  const parts = [
    ...losesAccess.length > 0 ? [`callers of ${rolesIn(losesAccess)} lose access`] : [],
    ...undecided.length > 0 ? [`callers of ${rolesIn(undecided)} may lose access`] : [],
  ];
  if (parts.length === 0) return 'Proved: nobody loses access.';
  const text = listOf(parts);
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function rolesIn(found: readonly { readonly role: string }[]): string {
  const count = new Set(found.map(({ role }) => role)).size;
  return count === 1 ? '1 role' : `${grouped(count)} roles`;
}
