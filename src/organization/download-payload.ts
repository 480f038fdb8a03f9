/**
 * Downloads what CloudFormation puts behind a presigned URL of Amazon S3. Only over HTTPS, only from AWS, without following redirects, and
 * with limits: a template has at most one megabyte, and a change set describes its resources before and after.
 */
import type { ClientRequest, IncomingMessage } from 'http';
import * as https from 'https';
import { refuse } from '../input/input-error';

/** A hook has 30 seconds for everything. */
const LONGEST_WAIT = 10_000;
const MOST_BYTES = 10_000_000;

/** The names of Amazon S3, before the domains of all partitions. */
const S3_NAME = /^([a-z0-9.-]+\.)?s3([.-][a-z0-9.-]+)?$/;
const DOMAINS: readonly string[] = [
  '.amazonaws.com', '.amazonaws.com.cn', '.amazonaws.eu', '.c2s.ic.gov', '.sc2s.sgov.gov', '.cloud.adc-e.uk', '.csp.hci.ic.gov',
];

type Get = (url: URL, answer: (response: IncomingMessage) => void) => ClientRequest;

const PAYLOAD = 'the payload';

/** @param get for tests, which have no bucket */
export function downloadPayload(url: string, get: Get = (address, answer) => https.get(address, answer)): Promise<string> {
  const address = addressOf(url);
  return new Promise((resolve, reject) => {
    const fail = (problem: string) => {
      request.destroy();
      reject(problemWith(problem));
    };
    const request = get(address, (response) => readText(response, resolve, fail));
    const timer = setTimeout(() => fail(`did not arrive within ${LONGEST_WAIT / 1_000} seconds`), LONGEST_WAIT);
    request.on('close', () => clearTimeout(timer));
    request.on('error', ({ message }) => fail(`could not be downloaded: ${message}`));
  });
}

/** The URL contains a signature, so messages do not show it. */
function addressOf(url: string): URL {
  let address: URL;
  try {
    address = new URL(url);
  } catch {
    return refuse(PAYLOAD, 'is not behind a valid URL');
  }
  if (address.protocol !== 'https:') refuse(PAYLOAD, 'is not behind an HTTPS URL');
  if (!isS3(address.hostname) || address.port !== '' || address.username !== '') refuse(PAYLOAD, 'is not in Amazon S3');
  return address;
}

function isS3(host: string): boolean {
  return DOMAINS.some((domain) => host.endsWith(domain) && S3_NAME.test(host.slice(0, -domain.length)));
}

function readText(response: IncomingMessage, resolve: (text: string) => void, fail: (problem: string) => void): void {
  if (response.statusCode !== 200) return fail(`could not be downloaded: the answer has status ${response.statusCode}`);
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_BYTES) fail(`is larger than ${MOST_BYTES / 1_000_000} MB`);
    else chunks.push(chunk);
  });
  response.on('error', ({ message }) => fail(`could not be downloaded: ${message}`));
  response.on('end', () => {
    if (!response.complete) return fail('did not arrive completely');
    try {
      resolve(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
    } catch {
      fail('is not text in UTF-8');
    }
  });
}

function problemWith(problem: string): Error {
  return new Error(`${PAYLOAD} ${problem}`);
}
