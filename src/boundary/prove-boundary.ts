/**
 * Proves what a boundary does to a role: which outsider can still assume it, and who can today and could not any more.
 *
 * A call has to be allowed by the trust policy and by the RCPs. Besides `RCPFullAWSAccess`, RCPs have nothing but Deny statements, so a
 * role within a boundary is a role whose trust policy has these statements too; and somebody loses access where the trust policy allows a
 * request that the RCPs do not. Each question is one to the engine: the answer is a proof, a request, or why neither could be found.
 */
import { BoundaryDocument, BoundaryStatement, BoundaryTerms } from './boundary-policy';
import { CallersOfRole, callersOfRole, ClassQuestion, OutsideOf } from './callers-of-role';
import { withOrganization } from './role-in-organization';
import { Allowance, DEFAULT_LIMITS } from '../analysis/budget';
import { Owner } from '../analysis/fill-deploy-time-values';
import { LIMITS_COMPARED, REQUESTS_COMPARED } from '../analysis/find-newly-allowed';
import { askVariants } from '../analysis/find-request';
import { Question } from '../analysis/question';
import { SearchablePolicy } from '../analysis/searchable-policy';
import { joinedVerdict, Verdict } from '../analysis/verdict';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { readTrustPolicy } from '../cloudformation/read-trust-policy';
import { Witness, witnessOf } from '../findings/witness';
import { PolicyVariant, TrustPolicyReading } from '../policy/trust-policy';

/** What is taken for granted, because no trust policy says it. */
export interface Premises extends OutsideOf {
  /** RCPs do not apply to its roles. Undefined if it is not known which one it is. */
  readonly managementAccount?: string;
}

export interface BoundedRole {
  readonly document: unknown;
  readonly context: DeployTimeContext;
  readonly roleName?: string;
}

export type ProofQuestion = 'stillEnters' | 'losesAccess';

export interface NotKnown {
  readonly question: ProofQuestion;
  /** In words: `callers of account 444455556666`. */
  readonly callers: string;
  readonly reasons: readonly string[];
}

export interface ProvedRequest {
  /** Whom it is an example of, in words. */
  readonly callers: string;
  /** The account of all of them, if the trust policy names it. */
  readonly callersAccount?: string;
  readonly request: Witness;
}

/** Empty lists are a proof that there is nobody. */
export interface RoleProof {
  /** Requests of outsiders that the trust policy and the boundary together allow. */
  readonly stillEnters: readonly ProvedRequest[];
  /** Requests that the trust policy allows, and the boundary denies. */
  readonly losesAccess: readonly ProvedRequest[];
  readonly notKnown: readonly NotKnown[];
  /** Why the boundary does not apply to the role; undefined if it does. */
  readonly notBound?: string;
}

/** The reason where an outsider enters if the boundary does not apply, and only then. */
export const MAY_BE_MANAGEMENT_ACCOUNT =
  'whether the account of the role is the management account of the organization, to whose roles RCPs do not apply';

export class BoundaryProver {
  private readonly rcp: PolicyVariant;
  private readonly known = new Map<string, RoleProof>();

  constructor(
    private readonly terms: BoundaryTerms,
    policies: readonly { readonly document: BoundaryDocument }[],
    private readonly premises: Premises,
  ) {
    this.rcp = rcpOf(policies.flatMap(({ document }) => document.Statement));
  }

  public prove(role: BoundedRole): RoleProof {
    const { document, context } = role;
    const { account, partition, region } = context;
    const notBound = this.reasonNotBound(role);
    const text = JSON.stringify(document) ?? '';
    // What depends on a template is judged in that template.
    const isOfTemplate = /"Ref":|"Fn::|\{\{resolve:|"pieces":|"hole":/.test(text);
    const key = isOfTemplate ? undefined : JSON.stringify([account, partition, region, notBound, text]);
    const known = key === undefined ? undefined : this.known.get(key);
    if (known) return known;
    const { variants } = readTrustPolicy(document, context);
    const reading = { variants: variants.map((variant) => withOrganization(variant, this.terms.organization)) };
    const proof = new ProofOfRole(reading, { account, partition, region }, this.rcp, this.terms, this.premises, notBound).proof();
    if (key !== undefined) this.known.set(key, proof);
    return proof;
  }

  /** See https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html on what RCPs do not restrict. */
  private reasonNotBound({ context: { account }, roleName }: BoundedRole): string | undefined {
    if (account !== undefined && account === this.premises.managementAccount) return 'the management account';
    // Only AWS creates roles with such names, and each of them trusts one service.
    return roleName?.startsWith('AWSServiceRoleFor') ? 'a service-linked role' : undefined;
  }
}

/** AWS attaches it to every target: otherwise, an RCP would have to allow each call. */
const RCP_FULL_AWS_ACCESS = { Effect: 'Allow', Principal: '*', Action: '*' };

/** As a trust policy, which has no `Resource`: it is `*` everywhere. */
function rcpOf(statements: readonly BoundaryStatement[]): PolicyVariant {
  const denies = statements.map(({ Resource, ...rest }) => rest);
  return readTrustPolicy({ Version: '2012-10-17', Statement: [RCP_FULL_AWS_ACCESS, ...denies] }).variants[0];
}

class ProofOfRole {
  private readonly callers: CallersOfRole;
  private readonly withBoundary: readonly SearchablePolicy[];
  private readonly withoutBoundary: readonly SearchablePolicy[];
  /** What the trust policy allows and the boundary denies. */
  private readonly deniedByBoundary: readonly SearchablePolicy[];
  private readonly notKnown: NotKnown[] = [];
  /** For all questions about the role together. */
  private readonly allowance = new Allowance();
  /** A request is shown with the keys that the boundary asks for, too. */
  private readonly asked: TrustPolicyReading;

  constructor(
    reading: TrustPolicyReading, owner: Owner, rcp: PolicyVariant, terms: BoundaryTerms,
    private readonly premises: Premises, private readonly notBound: string | undefined,
  ) {
    this.callers = callersOfRole(reading, terms, premises);
    this.asked = { variants: reading.variants.map((variant) => withDenies(variant, rcp)) };
    // They must not be taken for strangers that represent all others.
    const accounts = [...premises.members, ...terms.accounts];
    const bound = notBound === undefined ? this.asked : reading;
    this.withBoundary = bound.variants.map((policy) => new SearchablePolicy(policy, undefined, owner, accounts));
    this.withoutBoundary = reading.variants.map((policy) => new SearchablePolicy(policy, undefined, owner, accounts));
    this.deniedByBoundary = reading.variants.map((policy) => new SearchablePolicy(policy, rcp, owner, accounts));
  }

  public proof(): RoleProof {
    const { all, outsiders } = this.callers;
    const stillEnters = outsiders.flatMap((question) => this.requestsOf('stillEnters', question, this.entering(question)));
    const mayLose = this.notBound === undefined ? all : [];
    const losesAccess = mayLose.flatMap((question) => this.requestsOf('losesAccess', question, this.losing(question)));
    return { stillEnters, losesAccess, notKnown: this.notKnown, ...this.notBound !== undefined && { notBound: this.notBound } };
  }

  private entering(question: Question): Verdict {
    const bound = askVariants(this.withBoundary, question, DEFAULT_LIMITS, this.allowance);
    const mayBeUnbound = bound.kind === 'closed' && this.notBound === undefined && this.premises.managementAccount === undefined;
    if (!mayBeUnbound || askVariants(this.withoutBoundary, question, DEFAULT_LIMITS, this.allowance).kind === 'closed') return bound;
    return { kind: 'undecided', reasons: [MAY_BE_MANAGEMENT_ACCOUNT] };
  }

  /** A request that passes session tags, for example, may be the only one that is denied. */
  private losing({ about, callers, requirements }: Question): Verdict {
    const questions = REQUESTS_COMPARED.map((compared): Question => ({
      ...compared,
      about,
      callers,
      inEveryReading: true,
      requirements: (...asked) => [compared, { requirements }].flatMap((each) => each.requirements?.(...asked) ?? []),
    }));
    return joinedVerdict(questions, (question) => [askVariants(this.deniedByBoundary, question, LIMITS_COMPARED, this.allowance)]);
  }

  private requestsOf(question: ProofQuestion, { about, account }: ClassQuestion, verdict: Verdict): readonly ProvedRequest[] {
    if (verdict.kind === 'open') return [{ callers: about, callersAccount: account, request: witnessOf(verdict.request, this.asked) }];
    if (verdict.kind === 'undecided') this.notKnown.push({ question, callers: about, reasons: verdict.reasons });
    return [];
  }
}

function withDenies(policy: PolicyVariant, rcp: PolicyVariant): PolicyVariant {
  const next = Math.max(-1, ...policy.statements.map(({ index }) => index)) + 1;
  const denies = rcp.statements.filter(({ effect }) => effect === 'Deny');
  return { ...policy, statements: [...policy.statements, ...denies.map((statement, place) => ({ ...statement, index: next + place }))] };
}
