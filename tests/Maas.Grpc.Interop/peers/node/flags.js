'use strict';

const { parseArgs } = require('node:util');

// The values of --name=value and --name value, for the names given and for --use_tls, which can only be false.
module.exports = function flags(...names) {
  const options = Object.fromEntries([...names, 'use_tls'].map((name) => [name, { type: 'string' }]));
  const { values } = parseArgs({ options });
  if ((values.use_tls ?? 'false') !== 'false') {
    throw new Error('--use_tls: must be false; these cases run without TLS');
  }
  return values;
};
