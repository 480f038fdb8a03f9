import { CfnElement } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Puts sections of a template into its stack as they are, as the `CfnInclude` of the CDK's core does. */
export class TemplateFragment extends CfnElement {
  constructor(scope: Construct, id: string, private readonly sections: object) {
    super(scope, id);
  }

  /** @internal */
  public _toCloudFormation(): object {
    return this.sections;
  }
}
