/**
 * The calls of AWS Config that the handler makes. The Node.js runtime of AWS Lambda includes the AWS SDK, so this package does not depend
 * on it. It is loaded when a rule is evaluated; a hook does not need it.
 */

export type Compliance = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';

/** See https://docs.aws.amazon.com/config/latest/APIReference/API_Evaluation.html */
export interface Evaluation {
  readonly ComplianceResourceType: string;
  readonly ComplianceResourceId: string;
  readonly ComplianceType: Compliance;
  readonly Annotation?: string;
  readonly OrderingTimestamp: Date;
}

export interface Evaluations {
  readonly Evaluations: readonly Evaluation[];
  readonly ResultToken: string;
  readonly TestMode: boolean;
}

/** What is used of `ConfigService` in `@aws-sdk/client-config-service`. */
export interface ConfigService {
  getResourceConfigHistory(input: {
    readonly resourceType: string;
    readonly resourceId: string;
    readonly laterTime: Date;
    readonly limit: number;
  }): Promise<{ readonly configurationItems?: readonly unknown[] }>;

  selectResourceConfig(input: {
    readonly Expression: string;
    readonly Limit: number;
    readonly NextToken?: string;
  }): Promise<{ readonly Results?: readonly string[]; readonly NextToken?: string }>;

  putEvaluations(input: Evaluations): Promise<{ readonly FailedEvaluations?: readonly Evaluation[] }>;
}

/** What is used of `STS` in `@aws-sdk/client-sts`. */
interface SecurityTokenService {
  assumeRole(input: { readonly RoleArn: string; readonly RoleSessionName: string }): Promise<{
    readonly Credentials?: { readonly AccessKeyId?: string; readonly SecretAccessKey?: string; readonly SessionToken?: string };
  }>;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Client<Service> = new (settings: { readonly credentials?: Credentials }) => Service;

/** Loads a module of the AWS SDK. */
export type LoadSdk = (name: string) => unknown;

/**
 * @param roleArn the role of another account, in which the evaluations belong; undefined: with the credentials of the function itself
 */
export async function configService(load: LoadSdk, roleArn?: string): Promise<ConfigService> {
  const { ConfigService: ConfigClient } = load('@aws-sdk/client-config-service') as { readonly ConfigService: Client<ConfigService> };
  return new ConfigClient(roleArn === undefined ? {} : { credentials: await credentialsOf(load, roleArn) });
}

async function credentialsOf(load: LoadSdk, roleArn: string): Promise<Credentials> {
  const { STS: StsClient } = load('@aws-sdk/client-sts') as { readonly STS: Client<SecurityTokenService> };
  const { Credentials: given } = await new StsClient({}).assumeRole({ RoleArn: roleArn, RoleSessionName: 'cdk-secure-trust' });
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined) throw new Error(`AWS STS gave no credentials for ${roleArn}`);
  return { accessKeyId, secretAccessKey, sessionToken };
}
