'use strict';

// grpc.testing.TestService, served by grpc-js on loopback until SIGTERM or Ctrl-C.

const { setTimeout: delay } = require('node:timers/promises');
const grpc = require('@grpc/grpc-js');
const flags = require('./flags');
const testing = require('./protos');

const ECHO_INITIAL = 'x-grpc-test-echo-initial';
const ECHO_TRAILING = 'x-grpc-test-echo-trailing-bin';

const zeros = (size) => ({ body: Buffer.alloc(size) });

// Sends the head, and returns the trailers.
function answerHead(call) {
  const copy = (key) => {
    const metadata = new grpc.Metadata();
    call.metadata.get(key).forEach((value) => metadata.add(key, value));
    return metadata;
  };
  call.sendMetadata(copy(ECHO_INITIAL));
  return copy(ECHO_TRAILING);
}

function unaryCall(call, callback) {
  const trailers = answerHead(call);
  const { response_status: status, response_size: size } = call.request;
  if (status?.code) {
    callback({ code: status.code, details: status.message, metadata: trailers });
  } else {
    callback(null, { payload: zeros(size) }, trailers);
  }
}

function streamingInputCall(call, callback) {
  let size = 0;
  call.on('data', (request) => {
    size += request.payload.body.length;
  });
  call.on('end', () => callback(null, { aggregated_payload_size: size }));
}

// Sends the replies to one request; false once it has asked for the call to end with a status.
async function answer(call, request, trailers) {
  const { response_status: status } = request;
  if (status?.code) {
    call.emit('error', { code: status.code, details: status.message, metadata: trailers });
    return false;
  }
  for (const { size, interval_us: interval } of request.response_parameters) {
    await delay(interval / 1000);
    call.write({ payload: zeros(size) });
  }
  return true;
}

async function streamingOutputCall(call) {
  const trailers = answerHead(call);
  if (await answer(call, call.request, trailers)) {
    call.end(trailers);
  }
}

async function fullDuplexCall(call) {
  const trailers = answerHead(call);
  // An iterator of its own accord would end the replies with the requests.
  for await (const request of call.iterator({ destroyOnReturn: false })) {
    if (!(await answer(call, request, trailers))) {
      return;
    }
  }
  call.end(trailers);
}

// A stream that its client cancelled can be neither read nor written, and nobody is left to be told.
const unlessCancelled = (handler) => (call) =>
  handler(call).catch((error) => {
    if (!call.cancelled) {
      call.emit('error', { code: grpc.status.INTERNAL, details: error.message });
    }
  });

const server = new grpc.Server();
server.addService(testing.TestService.service, {
  EmptyCall: (call, callback) => callback(null, {}),
  UnaryCall: unaryCall,
  StreamingInputCall: streamingInputCall,
  StreamingOutputCall: unlessCancelled(streamingOutputCall),
  FullDuplexCall: unlessCancelled(fullDuplexCall),
});

const { port } = flags('port');
server.bindAsync(`127.0.0.1:${port ?? 0}`, grpc.ServerCredentials.createInsecure(), (error, bound) => {
  if (error) {
    throw error;
  }
  console.log(`listening on 127.0.0.1:${bound}`);
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => server.forceShutdown());
}
