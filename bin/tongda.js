#!/usr/bin/env node
// Runs the TypeScript sources as they are: no build stands between `npm ci` and the program.
'use strict';
require('tsx/cjs');
require('../src/cli/main.ts');
