/** One in so many of a list whose members are alike and take seconds each; with WAN_DEEP=1 (`npm run test:deep`) all of it. */
export function sampled<T>(all: readonly T[], oneIn = 2): readonly T[] {
  return process.env['WAN_DEEP'] === '1' ? all : all.filter((_, index) => index % oneIn === 0);
}
