import type { RouterBreakout, RouterPlan } from '../../../plan/routers/router';
import { type Led, ledBy, portsText } from '../led';
import { segmentOf } from './names';

/**
 * Segments that leave by the lines: their rows lead on to the router's own table, and what goes there is translated to the address of the line. Answers
 * are looked up in the instance that the question came from. Sources: juniper.net, NAT User Guide (source-nat interface) and Flow Processing Guide
 * (reverse route); juniper.net, static routes (`next-table`)
 */
export function junosBreakouts(plan: RouterPlan): readonly string[] {
  const led = ledBy(plan);
  const ports = led.flatMap(({ breakout }) => breakout.ports);
  const applications = new Map(ports.map((port) => [applicationOf(port), port]));
  return [
    ...[...applications].flatMap(([name, port]) => [
      `set applications application ${name} protocol tcp`,
      `set applications application ${name} destination-port ${portsText(port)}`,
    ]),
    ...new Set(led.flatMap(rowsOf)),
    ...led.flatMap(segmentLines),
  ];
}

/** Where the router's own table leads: out of the first line whose interface is up. */
function rowsOf({ breakout, lines }: Led): readonly string[] {
  return breakout.to.flatMap((prefix) =>
    lines.map(
      ({ nextHop }, index) =>
        `set routing-options static route ${prefix} qualified-next-hop ${nextHop} preference ${FIRST_PREFERENCE + index}`,
    ),
  );
}

/** A static row's own. Source: juniper.net, route preferences (static: 5) */
const FIRST_PREFERENCE = 5;

function segmentLines({ segment, breakout }: Led): readonly string[] {
  const { number } = segment;
  const zone = segmentOf(segment);
  const rows = `set routing-instances ${zone} routing-options static route`;
  const policy = `set security policies from-zone ${zone} to-zone lines policy local`;
  const nat = `set security nat source rule-set local-${segment.tenant}`;
  const { isOpen } = breakout;
  const held = `set security policies from-zone ${zone} to-zone lines policy apart`;
  return [
    ...(isOpen
      ? [
          ...breakout.apart.flatMap((prefix, index) => [
            `set security address-book global address local-${number}-apart-${index + 1} ${prefix}`,
            `${held} match destination-address local-${number}-apart-${index + 1}`,
          ]),
          `${held} match source-address any`,
          `${held} match application any`,
          `${held} then deny`,
        ]
      : []),
    ...breakout.to.map((prefix) => `${rows} ${prefix} next-table inet.0`),
    ...(isOpen ? breakout.apart : []).flatMap((prefix) => [
      `${rows} ${prefix} discard`,
      `${rows} ${prefix} preference 254`,
    ]),
    ...breakout.to.map(
      (prefix, index) => `set security address-book global address local-${number}-${index + 1} ${prefix}`,
    ),
    ...breakout.from.flatMap((prefix, index) => [
      `set security address-book global address local-${number}-own-${index + 1} ${prefix}`,
      `${policy} match source-address local-${number}-own-${index + 1}`,
    ]),
    ...(isOpen
      ? [`${policy} match destination-address any`]
      : breakout.to.map((_, index) => `${policy} match destination-address local-${number}-${index + 1}`)),
    ...breakout.ports.map((port) => `${policy} match application ${applicationOf(port)}`),
    `${policy} then permit`,
    `${nat} from zone ${zone}`,
    `${nat} to zone lines`,
    ...breakout.from.map((prefix) => `${nat} rule all match source-address ${prefix}`),
    `${nat} rule all then source-nat interface`,
  ];
}

function applicationOf(port: RouterBreakout['ports'][number]): string {
  return `tcp-${portsText(port)}`;
}
