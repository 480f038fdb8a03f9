/**
 * The roles, users and groups that a property of a template names: `Roles` of a policy, for example. A reference is followed to another
 * template of the inputs: an import to the export, a parameter of a nested stack to the value that its parent gives.
 */
import { conditionalItems, uncertaintyOf } from './conditional-items';
import { textInSomeRegion } from './resolved-text';
import { forEachCombination, NO_CHOICES } from '../cloudformation/deploy-time-choices';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { IntrinsicResolution, ResolutionBudget } from '../cloudformation/resolve-intrinsics';
import { field, textField } from '../cloudformation/template';
import { Hole, holesOf, identityOfText, isKnown, lastPartOf, PartlyKnownText } from '../policy/partly-known-text';
import { NO_VALUE } from '../policy/resolved-value';

export type IamKind = 'role' | 'user' | 'group' | 'policy';

export interface AttachmentTarget {
  /** A name or an ARN. */
  readonly text: PartlyKnownText;
  /** The logical id, if the property refers to a resource of the same template. */
  readonly logicalId?: string;
  /** Why it is perhaps not meant. */
  readonly uncertain?: string;
}

const TYPES: Readonly<Record<IamKind, string>> = {
  role: 'AWS::IAM::Role', user: 'AWS::IAM::User', group: 'AWS::IAM::Group', policy: 'AWS::IAM::ManagedPolicy',
};

/** @param value of the property: a list, or one item */
export function targetsOf(kind: IamKind, value: unknown, context: DeployTimeContext): readonly AttachmentTarget[] {
  return conditionalItems(value).flatMap((item) => {
    const logicalId = logicalIdOf(kind, item.value, context);
    const condition = uncertaintyOf(item);
    if (logicalId !== undefined) return [{ text: logicalId, logicalId, uncertain: condition }];
    return possibleItems(item.value, context).map(({ text, isCertain }) => (
      { text, uncertain: condition ?? (isCertain ? undefined : decidedLater(kind)) }
    ));
  });
}

/** In words, after the name of a policy or statement. */
export function decidedLater(kind: IamKind): string {
  return `only the deployment decides which ${kind}s it is attached to`;
}

/** The resource of the same template, if it is of this kind. */
export function logicalIdOf(kind: IamKind, value: unknown, { resources }: DeployTimeContext): string | undefined {
  const logicalId = referredTo(value);
  if (logicalId === undefined || resources === undefined || !Object.hasOwn(resources, logicalId)) return undefined;
  return resources[logicalId].Type === TYPES[kind] ? logicalId : undefined;
}

function referredTo(value: unknown): string | undefined {
  const attribute = field(value, 'Fn::GetAtt');
  const [owner]: readonly unknown[] = typeof attribute === 'string' ? attribute.split('.') : Array.isArray(attribute) ? attribute : [];
  return textField(value, 'Ref') ?? (typeof owner === 'string' ? owner : undefined);
}

interface PossibleItem {
  readonly text: PartlyKnownText;
  /** It is there whatever the parameters and conditions are. */
  readonly isCertain: boolean;
}

/** The texts that the value can become: one, or one for each of few allowed values. */
function possibleItems(value: unknown, context: DeployTimeContext): readonly PossibleItem[] {
  const budget = new ResolutionBudget();
  const resolveWith = (choices: typeof NO_CHOICES) => new IntrinsicResolution(choices, budget).resolve(value, context);
  const variants = forEachCombination(resolveWith) ?? [resolveWith(NO_CHOICES)];
  const found = new Map<string, { readonly text: PartlyKnownText; count: number }>();
  for (const variant of variants) {
    const texts = [variant].flat(2).filter((each) => each !== NO_VALUE).map((each) => textInSomeRegion(each, context));
    for (const [identity, text] of new Map(texts.map((each) => [identityOfText(each), each]))) {
      const known = found.get(identity) ?? { text, count: 0 };
      known.count += 1;
      found.set(identity, known);
    }
  }
  return [...found.values()].map(({ text, count }) => ({ text, isCertain: count === variants.length }));
}

/** Keys for a text that holds deploy-time values: something with the same key has the same name. */
export function keysOfHoledText(kind: IamKind, text: PartlyKnownText, templateScope: string): readonly string[] {
  if (isKnown(text)) return [];
  const isArn = typeof text[0] === 'string' && text[0].startsWith('arn:') && kind !== 'policy';
  const named = isArn ? lastPartOf(text) : text;
  const isSameEverywhere = holesOf(named).every(isOfOneTemplate);
  if (isKnown(named) || isArn && !isSameEverywhere) return [];
  return [`${isSameEverywhere ? '' : `${templateScope} `}${kind} with the deploy-time name ${identityOfText(named)}`];
}

/** A name or an ARN that CloudFormation generates; another template can only get it from this one. */
function isOfOneTemplate({ origin: { kind } }: Hole): boolean {
  return kind === 'resource-name' || kind === 'reference' || kind === 'attribute';
}
