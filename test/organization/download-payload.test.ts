/** Downloads what is behind a presigned URL: from Amazon S3, and in these tests from a server of this machine. */
import * as http from 'http';
import { AddressInfo } from 'net';
import { S3_URL } from './events';
import { downloadPayload } from '../../src/organization/download-payload';

type Respond = (response: http.ServerResponse, request: http.IncomingMessage) => void;

let server: http.Server;
let respond: Respond;
let requests: string[];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    requests.push(request.url ?? '');
    respond(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => { requests = []; });
afterAll(() => { server.closeAllConnections(); server.close(); });

/** The request that would go to S3 goes to the server. */
function download(url: string = S3_URL): Promise<string> {
  return downloadPayload(url, ({ pathname, search }, answer) => (
    http.get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, path: `${pathname}${search}`, agent: false }, answer)
  ));
}

test('the text, requested with the signature of the URL', async () => {
  respond = (response) => response.end('{"template":"\u00e4"}');
  expect(await download()).toBe('{"template":"\u00e4"}');
  expect(requests).toEqual(['/payload?X-Amz-Signature=0123456789abcdef']);
});

test.each<[string, Respond, RegExp]>([
  ['a redirect', (response) => { response.writeHead(302, { location: 'http://169.254.169.254/' }).end(); }, /the answer has status 302/],
  ['not found', (response) => { response.writeHead(404).end(); }, /the answer has status 404/],
  ['forbidden, with a text', (response) => { response.writeHead(403).end('{"template":"{}"}'); }, /the answer has status 403/],
  ['partial', (response) => { response.writeHead(206).end('{'); }, /the answer has status 206/],
  ['not text', (response) => { response.end(Buffer.from([0xff, 0xfe, 0x00])); }, /is not text in UTF-8/],
  ['cut off', (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"template":');
    setTimeout(() => response.destroy(), 20);
  }, /could not be downloaded/],
  ['closed at once', (response) => response.destroy(), /could not be downloaded: socket hang up/],
  ['endless', (response) => {
    const write = () => { while (!response.destroyed && response.write(Buffer.alloc(500_000, 97))); };
    response.on('drain', write);
    write();
  }, /is larger than 10 MB/],
])('%s', async (_title, answerWith, problem) => {
  respond = answerWith;
  await expect(download()).rejects.toThrow(problem);
  expect(requests).toHaveLength(1);
});

test('an answer that does not come is not waited for', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  try {
    respond = () => jest.advanceTimersByTime(10_000);
    await expect(download()).rejects.toThrow('did not arrive within 10 seconds');
  } finally {
    jest.useRealTimers();
  }
});

test.each([
  ['http', S3_URL.replace('https', 'http'), /is not behind an HTTPS URL/],
  ['a file', 'file:///var/task/secure-trust.json', /is not behind an HTTPS URL/],
  ['the metadata of the instance', 'https://169.254.169.254/latest/meta-data/', /is not in Amazon S3/],
  ['another domain', 'https://s3.us-west-2.amazonaws.com.example.com/payload', /is not in Amazon S3/],
  ['a domain that ends alike', 'https://s3.eviltamazonaws.com/payload', /is not in Amazon S3/],
  ['another service', 'https://abc.execute-api.us-west-2.amazonaws.com/payload', /is not in Amazon S3/],
  ['a host that contains s3', 'https://news3.us-west-2.amazonaws.com/payload', /is not in Amazon S3/],
  ['a port', 'https://s3.us-west-2.amazonaws.com:8443/payload', /is not in Amazon S3/],
  ['a user', 'https://s3.us-west-2.amazonaws.com@example.com/payload', /is not in Amazon S3/],
  ['no URL', 's3://bucket/payload', /is not behind an HTTPS URL/],
  ['text', 'https://', /is not behind a valid URL/],
])('nothing is requested from %s', (_title, url, problem) => {
  respond = (response) => response.end('{}');
  expect(() => download(url)).toThrow(problem);
  expect(requests).toEqual([]);
});

test.each([
  'https://s3.us-west-2.amazonaws.com/bucket/key?X-Amz-Signature=1',
  'https://s3-us-west-2.amazonaws.com/bucket/key',
  'https://bucket.with.dots.s3.amazonaws.com/key',
  'https://bucket.s3.dualstack.eu-west-1.amazonaws.com/key',
  'https://bucket.s3.cn-north-1.amazonaws.com.cn/key',
])('S3 is %s', async (url) => {
  respond = (response) => response.end('{}');
  expect(await download(url)).toBe('{}');
});
