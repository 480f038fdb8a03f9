'use strict';
/** This repository's own tool, as its users run it: packed and installed, the guard in an app and the command on templates. */
const fs = require('node:fs');
const path = require('node:path');
const { installPacked } = require('../../tools/install-packed');

function install() {
  return new Ours(installPacked(__dirname));
}

/** Findings about a weakness; `info` is only information. An undecided question counts neither as caught nor as safe. */
function rulesOf({ roles }) {
  const findings = roles.flatMap((role) => role.findings).filter(({ level }) => level !== 'info');
  return [...new Set(findings.flatMap(({ ruleId, also = [] }) => [ruleId, ...also]))];
}

class Ours {
  constructor(folder) {
    const { FindingLevel, KnownAccount, TrustPolicyGuard } = require(folder);
    const { run } = require(path.join(folder, 'lib', 'cli', 'main.js'));
    const { DEFAULT_LEVELS } = require(path.join(folder, 'lib', 'rules', 'catalogue.js'));
    const errors = Object.keys(DEFAULT_LEVELS).filter((id) => DEFAULT_LEVELS[id] === 'error');
    // Errors would end the synthesis, which here has to go on to the next policy.
    const levels = Object.fromEntries(errors.map((id) => [id, FindingLevel.WARNING]));
    Object.assign(this, { KnownAccount, TrustPolicyGuard, levels, run });
    this.version = require(path.join(folder, 'package.json')).version;
  }

  /** @returns the rules with findings, once the app is synthesized */
  addGuard(app, { accounts }, reportFile) {
    const { Aspects } = require('aws-cdk-lib');
    const known = accounts.map(({ id, standing, name }) => this.KnownAccount[standing](id, name));
    Aspects.of(app).add(new this.TrustPolicyGuard({ accounts: known, levels: this.levels, reportFile }));
    return () => rulesOf(JSON.parse(fs.readFileSync(reportFile, 'utf8')));
  }

  /** `cdk-secure-trust check`, in this process. */
  check(file, { account, accounts }, work) {
    const config = path.join(work, 'config.json');
    fs.writeFileSync(config, JSON.stringify({ accounts }));
    const said = { stdout: '', stderr: '' };
    const stream = (name) => ({ isTerminal: false, write: (text) => { said[name] += text; } });
    const status = this.run(['check', file, '--account', account, '--config', config, '--format', 'json'], {
      stdout: stream('stdout'), stderr: stream('stderr'), environment: {},
    });
    if (status === 2) throw new Error(said.stderr.trim());
    return rulesOf(JSON.parse(said.stdout));
  }
}

module.exports = { install };
