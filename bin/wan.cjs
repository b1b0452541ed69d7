#!/usr/bin/env node
// Runs the TypeScript sources as they are: there is no build step to forget.
require('tsx/cjs');
require('../cli/wan.ts');
