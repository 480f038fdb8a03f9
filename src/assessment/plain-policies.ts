/**
 * A fast path: documents of four shapes, recognised without the engine. The four are a service that acts for its own account only, the root
 * of the role's own account, a user of another account with MFA and a strong ExternalId, and a GitHub workflow on one branch.
 *
 * Most roles of most apps have one of these shapes; without this file an app of a thousand roles takes 1.7 times the CPU. The only answer
 * given here is that no rule has a finding. A document that differs in anything goes to the rules, and a property test
 * (`test/assessment/plain-policies.test.ts`) holds every answer to what the rules say. A new rule that reports one of the four shapes
 * has to narrow the shape here.
 */
import type { AuditSettings, AuditSubject, RoleAudit } from './assess';
import type { JsonObject } from '../cloudformation/template';
import { ROLES_ANYWHERE } from '../evaluation/service-callers';
import { whyGuessable } from '../rules/support/external-id-strength';
import { placeholdersIn } from '../rules/support/placeholders';
import { CONFUSABLE_SERVICES } from '../rules/tables/confusable-services';

/** The audit of a role with such a document; undefined for any other role. */
export function auditPlainPolicy(subject: AuditSubject, settings: AuditSettings): RoleAudit | undefined {
  const statement = onlyStatement(subject.document);
  if (statement === undefined) return undefined;
  const { Principal: principal, Action: action, Condition: condition } = statement;
  if (!isObject(principal) || Object.keys(principal).length !== 1) return undefined;
  if (action === 'sts:AssumeRoleWithWebIdentity') return isOneBranch(principal.Federated, condition) ? NOTHING_FOUND : undefined;
  if (action !== 'sts:AssumeRole') return undefined;
  if (condition !== undefined) return auditOfPartner(principal.AWS, condition, subject, settings);
  return isOwnService(principal.Service) || isOwnAccount(principal.AWS) ? NOTHING_FOUND : undefined;
}

const NOTHING_FOUND: RoleAudit = { problems: [], questions: [] };
const ELEMENTS = new Set(['Action', 'Condition', 'Effect', 'Principal', 'Sid']);

/** The one statement of a document in the newer language, an Allow made of nothing but the usual elements. */
function onlyStatement(document: unknown): JsonObject | undefined {
  if (!isObject(document) || !hasOnly(document, 'Statement', 'Version') || document.Version !== '2012-10-17') return undefined;
  const { Statement: statements } = document;
  const statement: unknown = Array.isArray(statements) && statements.length === 1 ? statements[0] : undefined;
  if (!isObject(statement) || statement.Effect !== 'Allow' || !Object.keys(statement).every((name) => ELEMENTS.has(name))) return undefined;
  const { Sid: sid } = statement;
  return sid === undefined || (typeof sid === 'string' && /^[A-Za-z0-9]{1,64}$/.test(sid)) ? statement : undefined;
}

/** A service that acts for the role's own account only. */
function isOwnService(service: unknown): boolean {
  return typeof service === 'string' && /^[a-z][a-z0-9-]{1,40}\.amazonaws\.com$/.test(service)
    && service !== ROLES_ANYWHERE && !CONFUSABLE_SERVICES.has(service) && isFilledIn(service);
}

function isFilledIn(...texts: readonly string[]): boolean {
  return texts.every((text) => placeholdersIn(text).length === 0);
}

const OWN_ARN = '{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::",{"Ref":"AWS::AccountId"},":';
const OWN_ROOT = `${OWN_ARN}root"]]}`;

function isOwnAccount(principal: unknown): boolean {
  return isObject(principal) && JSON.stringify(principal) === OWN_ROOT;
}

const PARTNER = /^arn:aws:iam::(\d{12}):user\/[\w+=,.@-]{1,64}$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{16,128}$/;
const ACCOUNT_ID = /\d{12}/;
const LONGEST_QUIET_SESSION = 3600;

/** A user of another account, with MFA and an ExternalId that is hard to guess. */
function auditOfPartner(
  principal: unknown, condition: unknown, { context, role }: AuditSubject, { accounts }: AuditSettings,
): RoleAudit | undefined {
  const [, account] = (typeof principal === 'string' && PARTNER.exec(principal)) || [];
  if (account === undefined || (context.partition ?? 'aws') !== 'aws') return undefined;
  const { maxSessionDuration = LONGEST_QUIET_SESSION } = role ?? {};
  if (typeof maxSessionDuration !== 'number' || maxSessionDuration > LONGEST_QUIET_SESSION) return undefined;
  const externalId = externalIdDemanded(condition);
  if (externalId === undefined || !isFilledIn(principal as string, externalId)) return undefined;
  const isOthers = account !== context.account && accounts.get(account)?.standing !== 'own';
  return isOthers ? { ...NOTHING_FOUND, externalIds: { values: [externalId], accounts: [account] } } : NOTHING_FOUND;
}

function externalIdDemanded(condition: unknown): string | undefined {
  if (!isObject(condition)) return undefined;
  const { Bool: bool, StringEquals: equals, NumericLessThan: age, ...others } = condition;
  if (Object.keys(others).length > 0 || !asksFor(bool, 'aws:MultiFactorAuthPresent', ['true', true])) return undefined;
  if (age !== undefined && !asksFor(age, 'aws:MultiFactorAuthAge', ['3600', 3600, '900', 900])) return undefined;
  const externalId = isObject(equals) && hasOnly(equals, 'sts:ExternalId') ? equals['sts:ExternalId'] : undefined;
  if (typeof externalId !== 'string' || !EXTERNAL_ID.test(externalId) || ACCOUNT_ID.test(externalId)) return undefined;
  return whyGuessable(externalId) === undefined ? externalId : undefined;
}

const GITHUB = 'token.actions.githubusercontent.com';
const GITHUB_PROVIDER = `${OWN_ARN}oidc-provider/${GITHUB}"]]}`;
const ONE_BRANCH = /^repo:[A-Za-z0-9][\w-]{0,38}\/[A-Za-z0-9][\w-]{0,99}:ref:refs\/heads\/[A-Za-z0-9][\w/-]{0,99}$/;

/** A workflow on one branch of one repository, by the provider of the role's own account. */
function isOneBranch(provider: unknown, condition: unknown): boolean {
  if (!isObject(provider) || JSON.stringify(provider) !== GITHUB_PROVIDER) return false;
  if (!isObject(condition) || !hasOnly(condition, 'StringEquals', 'StringLike')) return false;
  const { StringEquals: equals, StringLike: like } = condition;
  const subject = isObject(like) && hasOnly(like, `${GITHUB}:sub`) ? like[`${GITHUB}:sub`] : undefined;
  if (typeof subject !== 'string' || !ONE_BRANCH.test(subject) || !isFilledIn(subject)) return false;
  return asksFor(equals, `${GITHUB}:aud`, ['sts.amazonaws.com']);
}

/** Exactly one key, with one of these values. */
function asksFor(clauses: unknown, key: string, values: readonly unknown[]): boolean {
  return isObject(clauses) && hasOnly(clauses, key) && values.includes(clauses[key]);
}

function hasOnly(object: JsonObject, ...names: readonly string[]): boolean {
  return Object.keys(object).length === names.length && names.every((name) => Object.hasOwn(object, name));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
