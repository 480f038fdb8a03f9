/** A deployed document: every reference, join and branch replaced by its value. */

export type Value = unknown;

/** What is known only at deploy time. */
export interface Deployment {
  readonly account: string;
  readonly partition: string;
  /** Whether the conditions of the template hold. */
  readonly conditions: boolean;
  /** Values of parameters; others become a text of their own. */
  readonly parameters?: Readonly<Record<string, string>>;
}

const NOTHING = { Ref: 'AWS::NoValue' };

/** The deployed document: every reference, join and branch replaced by text. */
export function deployed(value: Value, place: Deployment): Value {
  if (Array.isArray(value)) return value.map((each) => deployed(each, place)).filter((each) => each !== NOTHING);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, Value>);
  const [[name, argument] = ['', undefined]] = entries;
  switch (entries.length === 1 ? name : '') {
    case 'Ref': return referenced(String(argument), place);
    case 'Fn::GetAtt': {
      const type = String((argument as Value[])[0]).includes('User') ? 'user' : 'role';
      return `arn:${place.partition}:iam::${place.account}:${type}/of-this-app`;
    }
    case 'Fn::Join': return (deployed((argument as Value[])[1], place) as string[]).join(String((argument as Value[])[0]));
    case 'Fn::If': return deployed((argument as Value[])[place.conditions ? 1 : 2], place);
    default: return Object.fromEntries(entries.map(([key, inner]) => [key, deployed(inner, place)]));
  }
}

function referenced(name: string, { account, partition, parameters = {} }: Deployment): Value {
  const pseudo: Record<string, Value> = { 'AWS::AccountId': account, 'AWS::Partition': partition, 'AWS::NoValue': NOTHING };
  return parameters[name] ?? pseudo[name] ?? `value-of-${name}`;
}
