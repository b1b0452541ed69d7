import { tunnelSize } from '../../../plan/routers/tunnel-size';

test.each([
  ['aws', 'ncsc-recommended', false, false, 1446, 1406],
  ['aws', 'ncsc-plus', true, false, 1438, 1398],
  ['aws', 'legacy', false, false, 1438, 1398],
  ['aws', 'legacy', true, false, 1422, 1382],
  ['aws', 'ncsc-plus', false, true, 1438, 1398],
  ['aws', 'legacy', true, true, 1414, 1374],
  ['azure', 'ncsc-recommended', true, true, 1400, 1350],
] as const)('%s, %s, translated %s, PPPoE %s: MTU %d, MSS %d', (cloud, crypto, isTranslated, isPppoe, mtu, mss) => {
  expect(tunnelSize(cloud, crypto, { isTranslated, isPppoe })).toEqual({ mtu, mss });
});
