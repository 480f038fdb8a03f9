'use strict';
/**
 * The intrinsic functions in the IAM documents of a template, replaced by their values in the deployed stack. moto does the same when it
 * deploys: the stored documents have to be equal.
 */

const ARNS = {
  'AWS::IAM::User': (account, name) => `arn:aws:iam::${account}:user/${name}`,
  'AWS::IAM::Role': (account, name) => `arn:aws:iam::${account}:role/${name}`,
  'AWS::S3::Bucket': (account, name) => `arn:aws:s3:::${name}`,
};

/** @param ids the physical ids by logical id */
function resolve(value, stack, ids) {
  if (Array.isArray(value)) return value.map((each) => resolve(each, stack, ids));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument], ...others] = Object.entries(value);
  if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return valueOf(name, argument, stack, ids);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each, stack, ids)]));
}

function valueOf(name, argument, stack, ids) {
  const { account, region, template } = stack;
  const pseudo = { 'AWS::Partition': 'aws', 'AWS::AccountId': account, 'AWS::Region': region };
  if (name === 'Ref' && (argument in pseudo || ids.has(argument))) return pseudo[argument] ?? ids.get(argument);
  if (name === 'Fn::Join') return resolve(argument[1], stack, ids).join(argument[0]);
  if (name === 'Fn::GetAtt' && argument[1] === 'Arn') return ARNS[template.Resources[argument[0]].Type](account, ids.get(argument[0]));
  throw new Error(`resolve.js does not know ${name} ${JSON.stringify(argument)} of stack ${stack.name}`);
}

module.exports = { resolve };
