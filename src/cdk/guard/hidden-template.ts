/** What the guard says of a template that nobody can see before deployment: once for each place, as information. */
import { Finding } from '../../findings/finding';
import { HiddenPlace } from '../construct-tree/find-roles';

/** Not in the catalogue, for it asks nothing of a trust policy; but it is acknowledged like a rule. */
export const HIDDEN_TEMPLATE_RULE = 'hidden-template';

export function hiddenTemplateFinding({ hidden }: HiddenPlace): Finding {
  return {
    ruleId: HIDDEN_TEMPLATE_RULE,
    level: 'info',
    message: `${hidden.what} cannot be seen, so the trust policies in it are not judged`,
    because: hidden.because,
    fix: hidden.fix,
    docs: 'https://github.com/cdk-secure-trust/cdk-secure-trust/blob/main/docs/hidden-templates.md',
  };
}
