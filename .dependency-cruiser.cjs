const ROOMS = require('./rooms.cjs');

const at = (room) => (room.endsWith('.ts') ? `^${room.replace('.', '\\.')}$` : `^${room}/`);

const order = ROOMS.flatMap((beside, floor) =>
  beside.map((room) => {
    const above = ROOMS.slice(floor + 1).flat();
    const out = [...above, ...beside.filter((other) => other !== room)];
    return {
      name: `order-of-${room}`,
      comment: `${room} stands below or beside what it imports: move what both need down.`,
      severity: 'error',
      from: { path: at(room) },
      to: { path: [...out.map(at), '^test/', '^bench/'] },
    };
  }),
);

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one file, or need a third below both.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...order,
    {
      name: 'only-what-makes-resources-knows-cdktf',
      comment: 'So that a move to its fork is a change of import names (docs/adr/0001).',
      severity: 'error',
      from: { path: '\\.ts$', pathNot: '^(constructs|stacks|test)/' },
      to: { path: '^node_modules/(cdktf|constructs|@cdktf/[^/]+)/' },
    },
    {
      name: 'one-resource-at-a-time',
      comment: "A provider's root loads every resource there is: 6 s, 575 MB.",
      severity: 'error',
      from: { path: '^(constructs|stacks)/' },
      to: { path: '^node_modules/@cdktf/provider-(aws|azurerm)/(lib/)?index\\.' },
    },
    {
      name: 'nothing-unused',
      comment: 'No command and no benchmark comes to it: what only tests use stands in test/.',
      severity: 'error',
      from: { path: '^(main|cli/wan|bench/run)\\.ts$' },
      to: { path: '\\.ts$', pathNot: '^(test|bench)/|^(main|cli/wan)\\.ts$|node_modules', reachable: false },
    },
    {
      name: 'nothing-unlisted',
      comment: 'What runs on the operator’s machine stands in dependencies of package.json.',
      severity: 'error',
      from: { path: '\\.ts$', pathNot: '^(test|bench)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default'] },
    exclude: { path: '^bench/naive' },
  },
};
