'use strict';
/** Policies of callers, as short as possible. */

const policy = (...statements) => ({ Version: '2012-10-17', Statement: statements });
const allow = (actions, resource) => ({ Effect: 'Allow', Action: actions, Resource: resource });

/** The policy of an administrator: a denial then comes from the trust policy alone. */
const ANY_ROLE = policy(allow(['sts:AssumeRole', 'sts:SetSourceIdentity'], '*'));

const NO_ROLE = policy(allow('s3:ListAllMyBuckets', '*'));

module.exports = { allow, ANY_ROLE, NO_ROLE, policy };
