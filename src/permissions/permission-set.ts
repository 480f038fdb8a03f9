/**
 * What the policies of one principal allow together. A request is allowed if an identity-based policy allows it, the permissions boundary
 * (if there is one) allows it, and no statement denies it. Whatever is missing or known only later makes an answer `unknown`, never `no`.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { SOME_REGION } from './fill-holes';
import { findArn, TextConstraint } from './find-text';
import { IdentityPolicy, PermissionStatement } from './identity-policy';
import { completeArn } from './match-resource';
import {
  allowedBy, conditionsIn, fitsForm, isDefinite, Layer, layerOf, matchesAction, matchesRequest, Placed, RequestToDecide, resourcesOf,
  shapeOf,
} from './placed-statement';
import { contextsToTry, contextWith, ownKeys, RequestingPrincipal } from './request-contexts';
import { ContextValue, RequestContext } from '../evaluation/assume-role-request';
import { allOf, anyOf, not, Truth } from '../evaluation/truth';
import { isKnown } from '../policy/partly-known-text';

export interface PoliciesInForce {
  readonly identity: readonly IdentityPolicy[];
  readonly boundary?: IdentityPolicy;
  /** It has policies, or a boundary, that are not given. */
  readonly lacksPolicies: boolean;
  readonly lacksBoundary: boolean;
}

const NO_CONTEXT: ReadonlyMap<string, ContextValue> = new Map();

export class PermissionSet {
  public readonly identity: Layer;
  /** Undefined: it has none. */
  public readonly boundary?: Layer;
  private readonly allowedOnSome = new Map<string, Truth>();
  /** The condition keys that are the same in all its requests. */
  public readonly known: ReadonlyMap<string, ContextValue>;

  constructor(private readonly policies: PoliciesInForce, public readonly principal: RequestingPrincipal & { readonly partition: string }) {
    this.known = ownKeys(principal);
    const { identity, boundary, lacksPolicies, lacksBoundary } = policies;
    this.identity = layerOf(identity, lacksPolicies, principal);
    if (boundary || lacksBoundary) this.boundary = layerOf(boundary ? [boundary] : [], lacksBoundary, principal);
  }

  /** The same principal with one more policy. */
  public with(policy: IdentityPolicy): PermissionSet {
    return new PermissionSet({ ...this.policies, identity: [...this.policies.identity, policy] }, this.principal);
  }

  /** Can it make such a request successfully? What the request decides besides the given context can be anything. */
  public allows(request: RequestToDecide): Truth {
    return this.decide(request, false);
  }

  /** Is the action allowed on some resource with an ARN of one of these forms? None: on any resource at all. */
  public allowsSome(action: string, forms: readonly string[] | undefined): Truth {
    const known = this.allowedOnSome.get(action);
    if (known !== undefined) return known;
    const truth = this.findSome(action, forms);
    this.allowedOnSome.set(action, truth);
    return truth;
  }

  private findSome(action: string, forms: readonly string[] | undefined): Truth {
    if (this.isDeniedEverywhere(action)) return 'no';
    const allowing = this.identity.allows.filter((placed) => this.mayApply(placed, action));
    let result: Truth = this.identity.mayAllowMore ? 'unknown' : 'no';
    for (const placed of allowing) {
      const truth = this.allowsSomeBy(placed, action, forms);
      if (truth === 'yes') return 'yes';
      result = anyOf([result, truth]);
    }
    return result;
  }

  /** Is the action allowed on a resource of this form whatever its name is? */
  public allowsAny(action: string, form: string, context?: ReadonlyMap<string, ContextValue>): Truth {
    return anyOf(this.regionsNamed(action).map((region) => this.allows({ action, resource: this.arnOf(form, region), context })));
  }

  /** An ARN of the form, with names that no policy contains. */
  public arnOf(form: string, region: string = SOME_REGION): string {
    const { partition, account } = this.principal;
    const known: Readonly<Record<string, string>> = { Partition: partition, Region: region, Account: account };
    return form.replace(/\$\{(\w+)\}/g, (_, name: string) => known[name] ?? 'any-name-at-all');
  }

  /** The statements that name the action. */
  public statementsAbout(action: string): readonly PermissionStatement[] {
    const all = [this.identity, this.boundary].flatMap((layer) => (layer ? [...layer.allows, ...layer.denies] : []));
    return all.filter((placed) => matchesAction(placed, action) !== 'no').map(({ statement }) => statement);
  }

  /** The contexts to try for these statements, with all keys that are known of the principal. */
  public contextsFor(statements: readonly PermissionStatement[]): readonly RequestContext[] {
    return contextsToTry(this.principal.kind, this.known, statements, false);
  }

  /** Everything that is known about any request. */
  public get anyContext(): RequestContext {
    return contextWith(this.principal.kind, this.known);
  }

  private withKnown(context: ReadonlyMap<string, ContextValue>): ReadonlyMap<string, ContextValue> {
    return context.size === 0 ? this.known : new Map([...this.known, ...context]);
  }

  private decide(request: RequestToDecide, canChooseResource: boolean, chosen?: Placed): Truth {
    const { action, context = NO_CONTEXT } = request;
    const known = this.withKnown(context);
    const { kind } = this.principal;
    const general = this.decideIn(request, contextWith(kind, known), chosen);
    if (general === 'yes' || general === 'no') return general;
    const tested = this.statementsAbout(action).filter(({ conditions }) => conditions.length > 0);
    if (tested.length === 0) return general;
    const contexts = contextsToTry(kind, known, tested, canChooseResource);
    return contexts.some((each) => this.decideIn(request, each, chosen) === 'yes') ? 'yes' : general;
  }

  /** @param chosen the one statement that has to allow it, with what it leaves open filled in. Default: any */
  private decideIn(request: RequestToDecide, context: RequestContext, chosen?: Placed): Truth {
    const matches = (placed: Placed) => matchesRequest(placed, request, context);
    const { identity, boundary } = this;
    const allowed = chosen ? matches(chosen) : allowedBy(identity, matches);
    if (allowed === 'no') return 'no';
    const limit = boundary === undefined ? 'yes' : allowedBy(boundary, matches);
    if (limit === 'no') return 'no';
    const denied = anyOf([...identity.denies, ...boundary?.denies ?? []].map(matches));
    return allOf([allowed, limit, not(denied)]);
  }

  private allowsSomeBy(placed: Placed, action: string, forms: readonly string[] | undefined): Truth {
    const chosen = { ...placed, statement: placed.widened };
    const on = (resource: string) => this.decide({ action, resource }, true, chosen);
    const wanted = forms === undefined ? ['*'] : forms.length === 0 ? [] : forms;
    const found: Truth[] = forms?.length === 0 || forms === undefined ? [on('*')] : [];
    if (found[0] === 'yes') return 'yes';
    for (const form of wanted) {
      for (const resource of this.simpleResources(chosen.statement, form)) {
        const truth = on(resource);
        if (truth === 'yes') return 'yes';
        found.push(truth);
      }
    }
    for (const form of wanted) {
      const truth = this.searchResource(chosen, action, form, on);
      if (truth === 'yes') return 'yes';
      found.push(truth);
    }
    return anyOf(found);
  }

  /** Texts that are easy to make of the patterns of the statement, and often good enough. */
  private simpleResources({ resources, notResource }: PermissionStatement, form: string): readonly string[] {
    const generic = form === '*' ? [] : [this.arnOf(form)];
    if (notResource) return generic;
    const patterns = resources.filter(isKnown).slice(0, 3);
    const isOfForm = form === '*' ? () => true : (arn: string) => fitsForm(form, arn);
    const arns = patterns.filter((pattern) => pattern.startsWith('arn:'));
    const made = arns.map((pattern) => String(completeArn(pattern)).replace(/[*?]/g, 'x'));
    return [...patterns.includes('*') ? generic : [], ...made.filter(isOfForm)];
  }

  /** Exact: for each pair of an Allow and a statement of the boundary, a text that both match and no certain Deny does. */
  private searchResource(chosen: Placed, action: string, form: string, on: (resource: string) => Truth): Truth {
    const { boundary, identity } = this;
    const limits = boundary?.mayAllowMore === false ? boundary.allows.filter((placed) => this.mayApply(placed, action)) : [undefined];
    const certain = [...identity.denies, ...boundary?.denies ?? []].filter((placed) => this.deniesForSure(placed, action));
    const always = [...shapeOf(form), ...certain.map((placed) => this.resourcesOf(placed, false))];
    let result: Truth = 'no';
    for (const limit of limits) {
      const limited = limit ? [this.resourcesOf({ ...limit, statement: limit.widened }, true)] : [];
      const found = findArn([...always, this.resourcesOf(chosen, true), ...limited]);
      if (found.kind === 'none') continue;
      const truth = found.kind === 'found' ? on(found.text) : 'unknown';
      if (truth === 'yes') return 'yes';
      // The text that was found is one of many: only the search can say that there is none.
      result = 'unknown';
    }
    return result;
  }

  /** Whatever the resource is. */
  private mayApply(placed: Placed, action: string): boolean {
    return matchesAction(placed, action) !== 'no' && conditionsIn(placed, this.anyContext) !== 'no';
  }

  /** A shortcut: some policies deny very many actions. */
  private isDeniedEverywhere(action: string): boolean {
    const denies = [...this.identity.denies, ...this.boundary?.denies ?? []];
    return denies.some((placed) => {
      const { resources, notResource } = placed.statement;
      return !notResource && resources.includes('*') && this.deniesForSure(placed, action);
    });
  }

  private deniesForSure(placed: Placed, action: string): boolean {
    return isDefinite(placed, 'Deny') && matchesAction(placed, action) === 'yes' && conditionsIn(placed, this.anyContext) === 'yes';
  }

  private resourcesOf(placed: Placed, wanted: boolean): TextConstraint {
    return resourcesOf(placed, wanted, this.known);
  }

  /** Those that the resources of the policies name, for actions on resources of a region. */
  private regionsNamed(action: string): readonly string[] {
    const written = this.statementsAbout(action).flatMap(({ resources }) => resources.filter(isKnown));
    const named = written.map((text) => text.split(':')[3] ?? '');
    return [...new Set([SOME_REGION, ...named.filter((region) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(region))])];
  }
}
