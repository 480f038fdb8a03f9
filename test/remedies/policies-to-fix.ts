/** The trust policies on which fixes are tried: those that people published, and those that the tests and the pages are made of. */
import { existsSync, readFileSync } from 'fs';
import { dirname, join } from 'path';
import { PolicyToFix } from './fix-tally';
import { roleAsWritten } from '../../src/cloudformation/role-as-written';
import { trustInTemplate } from '../../src/cloudformation/trust-policies-of-template';
import { readRoles } from '../../src/input/read-roles';
import { rawTemplate, readTables } from '../../verification/comparison/tables';
import { blocksOf, pageOfRule, pagesOfRules, subjectOfExample } from '../pages';
import { ALIKE, SAFE, SETTINGS, subjectWith, UNSAFE } from '../weaknesses-table';

const REPOSITORY = join(__dirname, '..', '..');
const CORPUS = process.env.CDK_SECURE_TRUST_CORPUS ?? join(REPOSITORY, '..', 'shared', 'corpus', 'trust-policies.jsonl');

interface CorpusRecord { readonly id: string; readonly ownerAccount: string | null; readonly document: unknown }

/** Of public repositories; undefined where they are not available. */
export function publishedPolicies(): readonly PolicyToFix[] | undefined {
  if (!existsSync(CORPUS)) return undefined;
  const records = readFileSync(CORPUS, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as CorpusRecord);
  return records.map(({ id, document, ownerAccount }) => (
    { name: id, subject: { document, context: { account: ownerAccount ?? undefined } } }
  ));
}

/** Written by hand to compare scanners: unsafe, broken and safe ones. */
export function comparedPolicies(): readonly PolicyToFix[] {
  return readTables().flatMap((policy) => {
    const settings = { accounts: new Map(policy.accounts.map((account) => [account.id, account] as const)), levels: {} };
    const { policies } = trustInTemplate(rawTemplate(policy) as Record<string, unknown>, { account: policy.account });
    return policies.map(({ document, context, logicalId, resource }) => ({
      name: policy.id, subject: { document, context, role: roleAsWritten(logicalId, resource) }, settings,
    }));
  });
}

/** What `cdk bootstrap` deploys: by the newest command line, and by the oldest that is supported. */
export function bootstrapPolicies(): readonly PolicyToFix[] {
  const files = [
    join(dirname(require.resolve('aws-cdk/package.json')), 'lib', 'api', 'bootstrap', 'bootstrap-template.yaml'),
    join(REPOSITORY, 'test', 'cli', 'bootstrap-templates', 'cdk-cli-2.1144.0.yaml'),
  ];
  return files.flatMap((file) => readRoles([file]).roles.map(({ document, context, role, source }) => ({
    name: `${source.logicalId} of ${file}`, subject: { document, context, role },
  })));
}

/** Every document of the table of weaknesses, with the standings that it declares. */
export function weakPolicies(): readonly PolicyToFix[] {
  const named = (weakness: number, words: string, subject: PolicyToFix['subject']) => ({
    name: `weakness ${weakness}: ${words}`, subject, settings: SETTINGS,
  });
  return [
    ...UNSAFE.map(([weakness, words, document, , surroundings]) => named(weakness, words, subjectWith(document, surroundings))),
    ...SAFE.map(([weakness, words, document, surroundings]) => named(weakness, words, subjectWith(document, surroundings))),
    ...ALIKE.map(([weakness, words, , document, surroundings]) => named(weakness, words, subjectWith(document, surroundings))),
  ];
}

/** The examples of the pages of the rules. */
export function policiesOfPages(): readonly PolicyToFix[] {
  return pagesOfRules().flatMap((id) => blocksOf(pageOfRule(id), 'json').map(
    (json, index) => ({ name: `${id}.md, example ${index}`, subject: subjectOfExample(json) }),
  ));
}
