'use strict';
/** An independent implementation of AWS on loopback, started for a piece of work and always stopped afterwards. */
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const { setTimeout: pause } = require('node:timers/promises');

const LONGEST_START = 60_000;

// If this process ends, so does the server.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/**
 * Runs the work with the address of a fresh server.
 *
 * @param server `name`: for messages; `command`, `args`: how it is started, with the port as a number; `env`: its environment; `health`:
 *   the path that it answers once it is ready
 */
async function withServer({ name, command, args, env, health }, work) {
  const port = await freePort();
  const server = spawn(command, args(port), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text) => { said = (said + text).slice(-4000); });
  const isOver = new Promise((resolve) => server.once('close', resolve).once('error', (error) => resolve((said += error.message))));
  const stopAtOnce = () => server.kill('SIGKILL');
  process.once('exit', stopAtOnce);
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    const answers = await Promise.race([answersAt(`${endpoint}${health}`), isOver.then(() => false)]);
    if (!answers) {
      throw new Error(`${name} did not start: ${said.trim().split('\n').pop() || `no answer within ${LONGEST_START / 1000} s`}`);
    }
    return await work(endpoint);
  } finally {
    server.kill('SIGTERM');
    await Promise.race([isOver, pause(5000, undefined, { ref: false }).then(stopAtOnce)]);
    process.off('exit', stopAtOnce);
  }
}

/** A port of loopback that nothing listens on. */
async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

async function answersAt(address) {
  for (const start = Date.now(); Date.now() - start < LONGEST_START; await pause(100)) {
    try {
      await fetch(address);
      return true;
    } catch {
      // The server does not listen yet.
    }
  }
  return false;
}

module.exports = { freePort, withServer };
