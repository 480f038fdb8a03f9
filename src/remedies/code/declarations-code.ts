/** The code that declares something to the guard: accounts, organizations, and accepted findings. */
import { calledOn, created, CodeExpression, ListLiteral, objectFrom, ofPackage, OMITTED, StructField, text } from './expression';
import { codeOf } from './write-expression';
import { CdkCode, CdkLanguage, DeclaredAccount, Declarations } from '../../findings/fix';
import { PLUGIN_NAME } from '../../rules/rule-ids';

const KNOWN_ACCOUNT = ofPackage('KnownAccount');

/** A guard that knows the accounts and organizations. */
export function codeOfDeclarations({ accounts = [], organizations = [] }: Declarations, language: CdkLanguage): CdkCode {
  const known: ListLiteral = { kind: 'list', of: KNOWN_ACCOUNT, items: accounts.map(knownAccount) };
  const own: ListLiteral = { kind: 'list', of: 'text', items: organizations.map(text) };
  const fields: StructField[] = [
    ...(accounts.length > 0 ? [{ name: 'accounts', value: known }] : []),
    ...(organizations.length > 0 ? [{ name: 'organizations', value: own }] : []),
  ];
  const props: CodeExpression = { kind: 'struct', type: ofPackage('TrustPolicyGuardProps'), fields, asKeywords: true };
  return codeOf(created(ofPackage('TrustPolicyGuard'), props), language);
}

/** The call that accepts the findings of a rule about a role. The reader writes the reason. */
export function codeOfAcknowledgement(ruleId: string, language: CdkLanguage): CdkCode {
  const fields = [
    { name: 'id', value: text(`${PLUGIN_NAME}::${ruleId}`) },
    { name: 'reason', value: text('<why>') },
  ];
  const acknowledgement: CodeExpression = { kind: 'struct', type: { module: 'cdk', name: 'Acknowledgment' }, fields, asKeywords: false };
  const validations = objectFrom({ module: 'cdk', name: 'Validations' }, 'of', { kind: 'variable', name: 'role' });
  return codeOf(calledOn(validations, 'acknowledge', acknowledgement), language);
}

function knownAccount({ id, standing, name }: DeclaredAccount): CodeExpression {
  return objectFrom(KNOWN_ACCOUNT, standing, text(id), name === undefined ? OMITTED : text(name));
}
