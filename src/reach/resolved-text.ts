/** A text of a template or of another input, with what is known of the place that it is deployed to. */
import { NO_CHOICES } from '../cloudformation/deploy-time-choices';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { IntrinsicResolution, ResolutionBudget } from '../cloudformation/resolve-intrinsics';
import { filledText } from '../permissions/fill-holes';
import { fillHoles, isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { textFrom } from '../policy/resolved-value';

export function resolvedText(value: unknown, context: DeployTimeContext): PartlyKnownText {
  const text = writtenText(value, context);
  const { account, partition = 'aws' } = context;
  return account === undefined ? fillPartition(text, partition) : filledText(text, { account, partition });
}

/** The same, with a hole for the region where nobody knows it. */
export function textInSomeRegion(value: unknown, context: DeployTimeContext): PartlyKnownText {
  const { account, partition = 'aws' } = context;
  return fillHoles(writtenText(value, context), ({ kind }) => (
    kind === 'partition' ? partition : kind === 'own-account' ? account : undefined
  ));
}

function writtenText(value: unknown, context: DeployTimeContext): PartlyKnownText {
  return textFrom(value) ?? new IntrinsicResolution(NO_CHOICES, new ResolutionBudget()).resolveText(value, context);
}

/** The account stays a hole where nobody knows it. */
function fillPartition(text: PartlyKnownText, partition: string): PartlyKnownText {
  const known = isKnown(text) ? text : text.map((piece) => (typeof piece === 'string' || piece.kind !== 'partition' ? piece : partition));
  return isKnown(known) || known.some((piece) => typeof piece !== 'string') ? known : known.join('');
}
