/** The option `--rule`, which can be repeated, and other options that can. */
import { Option } from 'commander';
import { refuse } from '../input/input-error';
import { isRule, notARule } from '../rules/unknown-rule';

export function ruleOption(description: string): Option {
  return repeatable('--rule <ID>', description, (id) => {
    if (!isRule(id)) refuse('--rule', `${JSON.stringify(id)} ${notARule(id)}`);
  });
}

/** @param check refuses a value */
export function repeatable(flags: string, description: string, check: (value: string) => void = () => undefined): Option {
  return new Option(flags, description).default([], 'none').argParser((value: string, before: readonly string[]) => {
    check(value);
    return [...before, value];
  });
}
