/**
 * A registry on loopback: verdaccio with its own storage. It has our package only after it was published there; requests for all others
 * (npm also needs the peers of ours) go to the registry that this machine uses.
 */
'use strict';

const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

/**
 * @param ours the package that no other registry is asked for
 * @param folder where verdaccio is installed, and where its storage, configuration and log are
 */
async function startRegistry(ours, folder) {
  const port = await freePort();
  const config = path.join(folder, 'verdaccio.yaml');
  fs.writeFileSync(config, JSON.stringify({
    storage: path.join(folder, 'storage'),
    auth: { htpasswd: { file: path.join(folder, 'htpasswd'), max_users: 1 } },
    uplinks: {
      elsewhere: { url: execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim(), timeout: '120s', max_fails: 10 },
    },
    packages: {
      [ours]: { access: '$all', publish: '$authenticated' },
      '**': { access: '$all', proxy: 'elsewhere' },
    },
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'http' },
  }, undefined, 2));
  const log = fs.openSync(path.join(folder, 'verdaccio.log'), 'w');
  const bin = path.join(folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
  const child = spawn(process.execPath, [bin, '--config', config, '--listen', `127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ['ignore', log, log],
  });
  const host = `127.0.0.1:${port}`;
  const registry = {
    host,
    url: `http://${host}/`,
    stop: () => child.kill(),
    describe: (name) => describe(host, name),
    token: () => tokenOf(host),
  };
  try {
    await untilItAnswers(registry, child, folder);
  } catch (error) {
    registry.stop();
    throw error;
  }
  return registry;
}

async function untilItAnswers({ url }, child, folder) {
  for (const start = Date.now(); Date.now() - start < 60_000; await pause(200)) {
    if (child.exitCode !== null) throw new Error(`verdaccio stopped: see ${path.join(folder, 'verdaccio.log')}`);
    const answer = await fetch(`${url}-/ping`, ASK).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`verdaccio does not answer: see ${path.join(folder, 'verdaccio.log')}`);
}

/** One connection per request: the registry closes idle ones while a command runs. */
const ASK = { headers: { connection: 'close' } };

/** The registry's document about a package; undefined if it has none. */
async function describe(host, name) {
  const answer = await fetch(`http://${host}/${name}`, ASK);
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`the registry answers ${answer.status} when asked for ${name}`);
  return answer.json();
}

/** Creates the only user that can publish, and returns the token that the workflow has as a secret. */
async function tokenOf(host) {
  const name = 'release';
  const answer = await fetch(`http://${host}/-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { ...ASK.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: 'only-on-loopback' }),
  });
  if (!answer.ok) throw new Error(`the registry gives no token: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).token;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

module.exports = { startRegistry };
