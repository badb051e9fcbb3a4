// jest runs this file before its transforms are in place.
require('tsx/cjs');
const { trainShippedCorpus } = require('./trained-model.ts');

module.exports = trainShippedCorpus;
