'use strict';

// Errors of the registry, read by grpc-js.
//
// usage: error_reader.js ADDRESS MODEL_ID STALE_ETAG
//
// Makes calls that fail, and prints what each error says: a line of JSON.

const path = require('node:path');
const { createRequire } = require('node:module');

const repository = path.resolve(__dirname, '../../../..');
// Where eng/test installs grpc-js.
const requireInstalled = createRequire(path.join(repository, 'tests/Maas.Grpc.Interop/peers/node/package.json'));
const grpc = requireInstalled('@grpc/grpc-js');
const protoLoader = requireInstalled('@grpc/proto-loader');

const LIMIT = 20_000; // ms a call
const UNKNOWN_ID = '01900000-0000-7000-8000-000000000000';
const OVER_THE_LIMIT = 4 * 1024 * 1024 + 1;

const definition = protoLoader.loadSync(['model.proto', 'google/rpc/status.proto', 'google/rpc/error_details.proto'], {
  includeDirs: [path.join(repository, 'shared/proto'), path.join(repository, 'clients/protos'), path.join(__dirname, '../protos')],
  keepCase: true,
  defaults: true,
});
const { ModelService } = grpc.loadPackageDefinition(definition).model;

const same = (bytes) => bytes;

// The error that a call ends with; call takes what follows the request.
const failure = (name, call) => new Promise((resolve, reject) => {
  call({ deadline: Date.now() + LIMIT }, (error) => (error ? resolve(error) : reject(new Error(`${name}: the call went well`))));
});

function report(name, error) {
  const status = definition['google.rpc.Status'].deserialize(error.metadata.get('grpc-status-details-bin')[0]);
  const details = status.details.map(({ type_url: url, value }) => {
    const type = url.slice(url.lastIndexOf('/') + 1);
    return { type, message: definition[type].deserialize(value) };
  });
  const all = (type) => details.filter((detail) => detail.type === `google.rpc.${type}`).map((detail) => detail.message);

  return {
    call: name,
    code: grpc.status[error.code],
    message: error.details,
    status_code: status.code,
    status_message: status.message,
    details: details.map((detail) => detail.type),
    reason: all('ErrorInfo').map((info) => info.reason).join(),
    domain: all('ErrorInfo').map((info) => info.domain).join(),
    fields: all('BadRequest').flatMap((bad) => bad.field_violations),
    preconditions: all('PreconditionFailure').flatMap((failed) => failed.violations),
  };
}

async function main(address, modelId, staleEtag) {
  const models = new ModelService(address, grpc.credentials.createInsecure());
  const wrong = { framework: '中文', tags: [''], size: -1 };
  const large = { name: 'large', version: '1', framework: 'onnx', description: 'd'.repeat(OVER_THE_LIMIT) };
  const stale = { id: modelId, description: 'late', etag: staleEtag };
  const calls = {
    'malformed id': (...rest) => models.GetModel({ id: 'not-a-uuid' }, ...rest),
    'wrong fields': (...rest) => models.CreateModel(wrong, ...rest),
    'stale etag': (...rest) => models.UpdateModel(stale, ...rest),
    'unknown id': (...rest) => models.GetModel({ id: UNKNOWN_ID }, ...rest),
    'unknown method': (...rest) => models.makeUnaryRequest('/model.ModelService/Nothing', same, same, Buffer.alloc(0), ...rest),
    'request too large': (...rest) => models.CreateModel(large, ...rest),
  };
  for (const [name, call] of Object.entries(calls)) {
    console.log(JSON.stringify(report(name, await failure(name, call))));
  }
  models.close();
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
