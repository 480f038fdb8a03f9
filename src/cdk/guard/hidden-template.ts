/** The finding about a template that cannot be seen before deployment: one for each place, at level info. */
import { Finding } from '../../findings/finding';
import { HiddenPlace } from '../construct-tree/find-roles';

/** Not in the catalogue, because it asks nothing about a trust policy. It is acknowledged like a rule. */
export const HIDDEN_TEMPLATE_RULE = 'hidden-template';

export function hiddenTemplateFinding({ hidden }: HiddenPlace): Finding {
  return {
    ruleId: HIDDEN_TEMPLATE_RULE,
    level: 'info',
    message: `${hidden.what} cannot be seen, so the trust policies in it are not checked`,
    because: hidden.because,
    fix: hidden.fix,
    docs: 'https://github.com/cdk-secure-trust/cdk-secure-trust/blob/main/docs/hidden-templates.md',
  };
}
