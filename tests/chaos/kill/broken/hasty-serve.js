// A server that breaks its word: it answers before the commit. The kill harness must find it out.
'use strict';
require('tsx/cjs');
const { SqliteDatabase } = require('../../../../src/store/sqlite/sqlite-database.ts');

const PAUSE_MS = 5;
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { write } = SqliteDatabase.prototype;

SqliteDatabase.prototype.write = function hastyWrite(work) {
  return new Promise((resolve, reject) => {
    write
      .call(this, async (db) => {
        resolve(await work(db));
        await new Promise((passed) => {
          setTimeout(passed, PAUSE_MS);
        });
      })
      .catch(reject);
  });
};

require('../../../../src/cli/main.ts');
