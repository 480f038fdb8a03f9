/**
 * The messages with which AWS and its tools refuse to assume a role, or to save a trust policy. The first one that matches is used, so the
 * specific ones come first. What each of them means is in `causes-of-error.ts`.
 */
import { AwsText } from './aws-text';
import { TEXTS_OF_DENIALS } from './texts-of-denials';
import { TEXTS_OF_IAM } from './texts-of-iam';
import { TEXTS_OF_PROVIDERS } from './texts-of-providers';
import { TEXTS_OF_STS } from './texts-of-sts';

export const AWS_TEXTS: readonly AwsText[] = [...TEXTS_OF_PROVIDERS, ...TEXTS_OF_STS, ...TEXTS_OF_IAM, ...TEXTS_OF_DENIALS];
