'use strict';

const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

// Debian's copy.
const definition = protoLoader.loadSync('grpc/testing/test.proto', {
  includeDirs: ['/usr/share/grpc-proto'],
  keepCase: true,
  defaults: true,
});

module.exports = grpc.loadPackageDefinition(definition).grpc.testing;
