#!/usr/bin/env node
require('./launch.cjs').launch('cli/wan.ts');
