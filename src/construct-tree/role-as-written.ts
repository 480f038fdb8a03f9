/** What a template says of a role beside its trust policy. */
import { field, section } from './template';
import { RoleAsWritten } from '../rules/role-facts';

/** What is no `AWS::IAM::Role` gets its role from a transform, under a name of its own. */
export function roleAsWritten(logicalId: string, resource: unknown): RoleAsWritten | undefined {
  if (field(resource, 'Type') !== 'AWS::IAM::Role') return undefined;
  const properties = section(resource, 'Properties');
  return { logicalId, name: field(properties, 'RoleName'), maxSessionDuration: field(properties, 'MaxSessionDuration') };
}
