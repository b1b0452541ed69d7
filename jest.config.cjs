module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Types are checked by `npm run lint`; here they are only removed.
  transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
  // cdktf.out and node_modules hold package.json files that confuse jest's module map.
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out'],
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  // Jest leaves one core idle by itself, which on two is half of the machine.
  maxWorkers: '100%',
};
