/**
 * EKS Pod Identity tags its sessions with the cluster, the namespace and the service account of the pod, and needs `sts:TagSession` for
 * that. An association can turn that off, so a role without the action is not certainly dead.
 *
 * See https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
import { Question } from '../../analysis/question';
import { POD_IDENTITY } from '../../evaluation/service-callers';
import { describeStatement } from '../../findings/wording';
import { Statement } from '../../policy/trust-policy';
import { Description } from '../rule';
import { RuleSubject } from '../rule-subject';

const PODS: Question = {
  about: 'EKS Pod Identity', callers: ({ kind, name }) => kind === 'service' && name === POD_IDENTITY,
};

/** Does the statement let EKS Pod Identity assume the role only if it sends no tags? */
export function letsInUntaggedPodsOnly(subject: RuleSubject, statement: Statement): boolean {
  const isNamed = statement.principals.some((principal) => principal.kind === 'service' && principal.service === POD_IDENTITY);
  if (!isNamed || subject.ask('pod-identity', PODS, statement).kind === 'closed') return false;
  const tagged = { ...PODS, sides: ['sts:TagSession'] as const };
  return subject.ask('tagged-pod-identity', tagged, statement).kind === 'closed';
}

export function describeUntaggedPods(statement: Statement): Description {
  return {
    message: `${describeStatement(statement)} allows pods to assume this role only if their Pod Identity association disables session tags`,
    because: `${POD_IDENTITY} tags its sessions by default, but is not allowed sts:TagSession`,
    fix: `add "sts:TagSession" to the actions of ${describeStatement(statement)}`,
  };
}
