'use strict';
/** Policies of callers, as short as they can be. */

const policy = (...statements) => ({ Version: '2012-10-17', Statement: statements });
const allow = (actions, resource) => ({ Effect: 'Allow', Action: actions, Resource: resource });

/** As an administrator has it: whatever the trust policy refuses is refused by the trust policy alone. */
const ANY_ROLE = policy(allow(['sts:AssumeRole', 'sts:SetSourceIdentity'], '*'));

const NO_ROLE = policy(allow('s3:ListAllMyBuckets', '*'));

module.exports = { allow, ANY_ROLE, NO_ROLE, policy };
