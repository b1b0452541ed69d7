const Sequencer = require('@jest/test-sequencer').default;

/**
 * Suites that take a minute and more, longest first: begun late, one of them would keep a core busy while the others idle. On a fresh
 * machine jest knows no durations, and goes by the size of files.
 */
const SLOW = [
  'test/routers/lab/',
  'test/terraform/aws.test.ts',
  'test/terraform/roads.test.ts',
  'test/ci/first-deployment.test.ts',
  'test/ci/merge.test.ts',
  'test/main.test.ts',
  'test/verify/mutants',
  'test/verify/planted',
  'test/review/cases.test.ts',
  'test/suricata',
  'test/terraform/adopted.test.ts',
  'test/cli/lock/lock.test.ts',
  'test/review/random-edits.test.ts',
  'test/deploy/run/jobs.test.ts',
];

class SlowFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = SLOW.findIndex((part) => path.includes(part));
      return found < 0 ? SLOW.length : found;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}

module.exports = SlowFirst;
