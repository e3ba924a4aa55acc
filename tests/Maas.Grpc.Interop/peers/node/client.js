'use strict';

// gRPC's interoperability cases, called by grpc-js.

const assert = require('node:assert/strict');
const diagnostics = require('node:diagnostics_channel');
const { once } = require('node:events');
const { promisify } = require('node:util');
const grpc = require('@grpc/grpc-js');
const flags = require('./flags');
const testing = require('./protos');

const LIMIT = 20_000; // ms a call
const GZIP = 2;
const NO_COMPRESS = 2;
const REQUEST_SIZES = [27182, 8, 1828, 45904];
const RESPONSE_SIZES = [31415, 9, 2653, 58979];
const LARGE_REQUEST = 271828;
const LARGE_RESPONSE = 314159;
const ECHO_INITIAL = 'x-grpc-test-echo-initial';
const ECHO_TRAILING = 'x-grpc-test-echo-trailing-bin';

const limited = () => ({ deadline: Date.now() + LIMIT });
const zeros = (size) => ({ body: Buffer.alloc(size) });
const large = (more) => ({ response_size: LARGE_RESPONSE, payload: zeros(LARGE_REQUEST), ...more });
const duplex = (size, responseSize) => ({ payload: zeros(size), response_parameters: [{ size: responseSize }] });

const echoMetadata = () => {
  const metadata = new grpc.Metadata();
  metadata.set(ECHO_INITIAL, 'test_initial_metadata_value');
  metadata.set(ECHO_TRAILING, Buffer.from('ababab', 'hex'));
  return metadata;
};

function expectZeros(size, payload) {
  assert.ok(payload.body.equals(Buffer.alloc(size)), `${size} zeros, not ${payload.body.length} bytes`);
}

// A unary call: its reply, head and trailers.
async function unary(client, request, metadata = new grpc.Metadata()) {
  let call;
  const replied = new Promise((resolve, reject) => {
    call = client.UnaryCall(request, metadata, limited(), (error, reply) => (error ? reject(error) : resolve(reply)));
  });
  const [reply, [head], [status]] = await Promise.all([replied, once(call, 'metadata'), once(call, 'status')]);
  return { reply, head, trailers: status.metadata };
}

// Any other call with one reply.
const simple = (client, method, request) => promisify(client[method].bind(client))(request, new grpc.Metadata(), limited());

// The replies of a stream, one by one, and what it ends with.
class Replies {
  constructor(call) {
    this._iterator = call[Symbol.asyncIterator]();
    this._head = once(call, 'metadata');
    this._status = once(call, 'status');
    // A call that fails has no head, and tells so when its replies are read.
    this._head.catch(() => {});
    this._status.catch(() => {});
  }

  async next() {
    const { done, value } = await this._iterator.next();
    assert.ok(!done, 'another reply');
    return value;
  }

  async end() {
    const { done } = await this._iterator.next();
    assert.ok(done, 'no other reply');
    const [[head], [status]] = await Promise.all([this._head, this._status]);
    assert.equal(status.code, grpc.status.OK);
    return { head, trailers: status.metadata };
  }
}

const failsWith = (code, call) => assert.rejects(call, (error) => {
  assert.equal(error.code, code, error.stack);
  return true;
});

// A client with connections of its own: its options, and the bytes that the server sent on them.
class Wire {
  constructor(peer, options) {
    this._sockets = [];
    this._seen = 0;
    this._watch = ({ socket }) => this._sockets.push(socket);
    diagnostics.subscribe('net.client.socket', this._watch);
    this.client = peer.connect({ 'grpc.use_local_subchannel_pool': 1, ...options });
  }

  // Since the last time: that many bytes as they are, and that many more compressed, which is to say hardly any.
  expect(plain, compressed) {
    const received = this._sockets.reduce((sum, socket) => sum + socket.bytesRead, 0) - this._seen;
    this._seen += received;
    assert.ok(
      plain <= received && received < plain + Math.max(plain, compressed) / 10,
      `${received} bytes on the wire, for ${plain} plain ones and ${compressed} compressed`,
    );
  }

  close() {
    diagnostics.unsubscribe('net.client.socket', this._watch);
    this.client.close();
  }
}

// Sends a message as it is when it says that it is not compressed, on a channel that compresses.
class CompressedAsSaid extends grpc.InterceptingCall {
  sendMessageWithContext(context, message) {
    super.sendMessageWithContext({ ...context, flags: message.expect_compressed?.value === false ? NO_COMPRESS : 0 }, message);
  }
}

const compressing = {
  'grpc.default_compression_algorithm': GZIP,
  interceptors: [(options, nextCall) => new CompressedAsSaid(nextCall(options))],
};

const CASES = {
  async empty_unary({ client }) {
    assert.deepEqual(await simple(client, 'EmptyCall', {}), {});
  },

  async large_unary({ client }) {
    expectZeros(LARGE_RESPONSE, (await unary(client, large())).reply.payload);
  },

  async client_streaming({ client }) {
    assert.equal(await sum(client, ...REQUEST_SIZES.map((size) => ({ payload: zeros(size) }))), 74922);
  },

  async server_streaming({ client }) {
    const request = { response_parameters: RESPONSE_SIZES.map((size) => ({ size })) };
    const replies = new Replies(client.StreamingOutputCall(request, limited()));
    for (const size of RESPONSE_SIZES) {
      expectZeros(size, (await replies.next()).payload);
    }
    await replies.end();
  },

  async ping_pong({ client }) {
    const call = client.FullDuplexCall(limited());
    const replies = new Replies(call);
    for (const [i, size] of REQUEST_SIZES.entries()) {
      call.write(duplex(size, RESPONSE_SIZES[i]));
      expectZeros(RESPONSE_SIZES[i], (await replies.next()).payload);
    }
    call.end();
    await replies.end();
  },

  async empty_stream({ client }) {
    const call = client.FullDuplexCall(limited());
    const replies = new Replies(call);
    call.end();
    await replies.end();
  },

  async client_compressed_unary(peer) {
    await failsWith(grpc.status.INVALID_ARGUMENT, unary(peer.client, large({ expect_compressed: { value: true } })));
    const client = peer.connect(compressing);
    for (const value of [true, false]) {
      expectZeros(LARGE_RESPONSE, (await unary(client, large({ expect_compressed: { value } }))).reply.payload);
    }
    client.close();
  },

  async server_compressed_unary(peer) {
    const wire = new Wire(peer);
    expectZeros(LARGE_RESPONSE, (await unary(wire.client, large({ response_compressed: { value: true } }))).reply.payload);
    wire.expect(0, LARGE_RESPONSE);
    expectZeros(LARGE_RESPONSE, (await unary(wire.client, large({ response_compressed: { value: false } }))).reply.payload);
    wire.expect(LARGE_RESPONSE, 0);
    wire.close();
  },

  async client_compressed_streaming(peer) {
    const compressed = { payload: zeros(27182), expect_compressed: { value: true } };
    await failsWith(grpc.status.INVALID_ARGUMENT, sum(peer.client, compressed));

    const client = peer.connect(compressing);
    assert.equal(await sum(client, compressed, { payload: zeros(45904), expect_compressed: { value: false } }), 73086);
    client.close();
  },

  async server_compressed_streaming(peer) {
    const wire = new Wire(peer);
    const replies = new Replies(wire.client.StreamingOutputCall({
      response_parameters: [
        { size: 31415, compressed: { value: true } },
        { size: 92653, compressed: { value: false } },
      ],
    }, limited()));
    expectZeros(31415, (await replies.next()).payload);
    expectZeros(92653, (await replies.next()).payload);
    await replies.end();
    wire.expect(92653, 31415);
    wire.close();
  },

  async custom_metadata({ client }) {
    const { reply, head, trailers } = await unary(client, large(), echoMetadata());
    expectZeros(LARGE_RESPONSE, reply.payload);
    expectEcho(head, trailers);

    const call = client.FullDuplexCall(echoMetadata(), limited());
    const replies = new Replies(call);
    call.end(duplex(LARGE_REQUEST, LARGE_RESPONSE));
    expectZeros(LARGE_RESPONSE, (await replies.next()).payload);
    const end = await replies.end();
    expectEcho(end.head, end.trailers);
  },

  async status_code_and_message({ client }) {
    const status = { code: 2, message: 'test status message' };
    await expectStatus(simple(client, 'UnaryCall', { response_status: status }), status);

    const call = client.FullDuplexCall(limited());
    const replies = new Replies(call);
    call.end({ response_status: status });
    await expectStatus(replies.next(), status);
  },

  async special_status_message({ client }) {
    const status = { code: 2, message: '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n' };
    await expectStatus(simple(client, 'UnaryCall', { response_status: status }), status);
  },

  async unimplemented_method({ client }) {
    await failsWith(grpc.status.UNIMPLEMENTED, simple(client, 'UnimplementedCall', {}));
  },

  async unimplemented_service({ address }) {
    const client = new testing.UnimplementedService(address, grpc.credentials.createInsecure());
    await failsWith(grpc.status.UNIMPLEMENTED, simple(client, 'UnimplementedCall', {}));
    client.close();
  },

  async cancel_after_begin({ client }) {
    await failsWith(grpc.status.CANCELLED, new Promise((resolve, reject) => {
      client.StreamingInputCall(limited(), (error, reply) => (error ? reject(error) : resolve(reply))).cancel();
    }));
  },

  async cancel_after_first_response({ client }) {
    const call = client.FullDuplexCall(limited());
    const replies = new Replies(call);
    call.write(duplex(27182, 31415));
    expectZeros(31415, (await replies.next()).payload);
    call.cancel();
    await failsWith(grpc.status.CANCELLED, replies.next());
  },

  async timeout_on_sleeping_server({ client }) {
    const call = client.FullDuplexCall({ deadline: Date.now() + 1 });
    const replies = new Replies(call);
    call.write({ payload: zeros(27182) });
    await failsWith(grpc.status.DEADLINE_EXCEEDED, replies.next());
  },
};

// What StreamingInputCall answers to these requests.
function sum(client, ...requests) {
  return new Promise((resolve, reject) => {
    const call = client.StreamingInputCall(
      limited(), (error, reply) => (error ? reject(error) : resolve(reply.aggregated_payload_size)));
    requests.forEach((request) => call.write(request));
    call.end();
  });
}

async function expectStatus(call, { code, message }) {
  await assert.rejects(call, (error) => {
    assert.deepEqual([error.code, error.details], [code, message]);
    return true;
  });
}

function expectEcho(head, trailers) {
  const sent = echoMetadata();
  assert.deepEqual(head.get(ECHO_INITIAL), sent.get(ECHO_INITIAL));
  assert.deepEqual(trailers.get(ECHO_TRAILING), sent.get(ECHO_TRAILING));
}

async function main() {
  const { server_host: host = '127.0.0.1', server_port: port, test_case: asked } = flags('server_host', 'server_port', 'test_case');
  const names = asked.split(',');
  const unknown = names.filter((name) => !(name in CASES));
  if (unknown.length > 0) {
    throw new Error(`no such case: ${unknown.join(', ')}`);
  }

  const address = `${host}:${port}`;
  const connect = (options) => new testing.TestService(address, grpc.credentials.createInsecure(), options);
  const peer = { address, connect, client: connect() };
  for (const name of names) {
    try {
      await CASES[name](peer);
      console.log(JSON.stringify({ case: name, passed: true }));
    } catch (error) {
      console.log(JSON.stringify({ case: name, passed: false, error: error.stack }));
      console.error(`${name} failed: ${error.message}`);
      process.exitCode = 1;
    }
  }

  // By itself the process would stay until the last deadline of a call that has ended.
  process.exit();
}

main();
