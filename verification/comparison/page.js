'use strict';
/** Puts the figures into `page.md` and writes the page. */
const fs = require('node:fs');
const path = require('node:path');
const { KINDS } = require('./tables');
const { PEERS } = require('./peers');

const TEMPLATE = path.join(__dirname, 'page.md');

function writePage(file, results) {
  const parts = {
    policies: String(results.policies.length),
    ...Object.fromEntries(KINDS.map((kind) => [kind, String(results.policies.filter((policy) => policy.kind === kind).length)])),
    tools: toolTable(results),
    families: ['raw', 'cdk'].map((form) => familyTable(results, form)).join('\n\n'),
    differences: differences(results),
    alarms: alarmTable(results),
    versions: versionTable(results),
    cdkVersion: results.cdkVersion,
  };
  const page = fs.readFileSync(TEMPLATE, 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => {
    if (parts[name] === undefined) throw new Error(`page.md: nothing is called ${name}`);
    return parts[name];
  });
  fs.writeFileSync(file, page);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

const speaks = (answers, form) => ({ id }) => answers[form][id].told.length > 0;
const count = (policies, test) => policies.filter(test).length;

function toolTable({ policies, forms, answers }) {
  const of = (kind) => policies.filter((policy) => policy.kind === kind);
  const inForms = (what) => forms.map(({ id }) => `${what}: ${id}`);
  const head = ['', ...inForms('caught'), ...inForms('false alarms'), 'noticed: raw', 'could not read: raw / cdk'];
  return table(head, Object.entries(answers).map(([tool, answer]) => [
    tool === 'cdk-secure-trust' ? `**${tool}**` : tool,
    ...forms.map(({ id }) => count(of('unsafe'), speaks(answer, id))),
    ...forms.map(({ id }) => count(of('safe'), speaks(answer, id))),
    count(of('broken'), speaks(answer, 'raw')),
    ['raw', 'cdk'].map((form) => count(policies, ({ id }) => answer[form][id].threw)).join(' / '),
  ]));
}

function familyTable({ policies, forms, answers }, form) {
  const tools = Object.keys(answers);
  const groups = [...new Set(policies.map(({ kind, family }) => `${kind}/${family}`))];
  const rows = groups.map((group) => {
    const members = policies.filter(({ kind, family }) => `${kind}/${family}` === group);
    const [{ kind, about }] = members;
    return [`${kind}: ${about}`, members.length, ...tools.map((tool) => count(members, speaks(answers[tool], form)))];
  });
  const { title } = forms.find(({ id }) => id === form);
  return (
    `**${form}**: ${title}. Each figure is the number of policies for which the tool has a ` +
    `finding.\n\n${table(['', 'policies', ...tools], rows)}`
  );
}

/** The cases where our answer is not the expected one. */
function differences({ policies }) {
  return policies.filter(({ differs }) => differs).map(({ id, reason, differs }) => `- \`${id}\`: ${reason}\n  ${differs}`).join('\n');
}

function alarmTable({ policies, answers }) {
  const rows = Object.keys(PEERS).flatMap((tool) => {
    const alarms = policies.filter(({ kind, id }) => kind === 'safe' && answers[tool].raw[id].told.length > 0);
    return alarms.length === 0 ? [] : [[tool, alarms.map(({ id }) => `\`${id}\``).join(', ')]];
  });
  return table(['', 'safe policies with a finding, raw'], rows).replace('---:', '---');
}

function versionTable({ answers, versions }) {
  const names = (ids) => ids.map((id) => `\`${id}\``).join(', ') || 'none';
  const rows = Object.keys(answers).map((tool) => (PEERS[tool] === undefined
    ? [tool, versions[tool], 'every rule, at the level error or warning', '`undecided`']
    : [tool, versions[tool], names(PEERS[tool].counted), names(PEERS[tool].others)]));
  return table(['', 'version', 'counted', 'spoke, and is not counted'], rows).replaceAll('---:', '---');
}

module.exports = { writePage };
