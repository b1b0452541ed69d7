import { z } from 'zod';
import { asnFault, AZURE_GATEWAY_ASN } from '../values/asn';
import { Cidr, parseAddress, parseCidr } from '../values/cidr';
import { LOG_RETENTION_DAYS } from '../defaults';
import type { IssueCode } from '../issues/issue';

/** What a refinement adds to a zod issue, so that the loader can report our own code with what to do. */
export interface Fault {
  readonly code: IssueCode;
  readonly problem: string;
  readonly allowed?: string | undefined;
  readonly fix?: string | undefined;
}

/** A check on one value that reports our own code. Zod's message is never shown. */
export function faultCheck<T>(find: (value: T) => Fault | undefined): (ctx: z.core.ParsePayload<T>) => void {
  return (ctx) => {
    const fault = find(ctx.value);
    if (fault) ctx.issues.push({ code: 'custom', input: ctx.value, message: fault.problem, params: { ...fault } });
  };
}

/** What the documentation says of a field; `omitted` is what leaving it out does to traffic. */
export interface FieldDoc {
  readonly unit?: string;
  readonly omitted?: string;
}

/** Documents a field: the text goes into the JSON Schema (editors show it) and into docs/catalogue.md. */
export function doc<S extends z.ZodType>(schema: S, description: string, extra: FieldDoc = {}): S {
  return schema.meta({ description, ...extra });
}

/** `constructor` is a word that every JavaScript object answers to; no site is called that. */
export const ID_PATTERN = /^(?!constructor$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Ids are permanent: Terraform addresses, lock entries and file names are made of them. */
export const id = (most = 40): z.ZodString =>
  z.string().regex(ID_PATTERN, 'lower-case words joined by single hyphens, beginning with a letter').max(most);

/** States of what is shared: sites and circuits have four. */
export const SHARED_STATES = ['live', 'leaving'] as const;

/** Whether something shared is there to stay. `goes` says what may be destroyed once it is leaving. */
export const sharedState = (goes: string) =>
  doc(
    z.enum(SHARED_STATES).default('live'),
    `\`leaving\` lifts the guards of ${goes}, in a deploy of its own, and changes no traffic; in the next change the entry may go.`,
    { omitted: '`live`: what it is made of is guarded against destruction, and the entry can’t go.' },
  );

/** Prose: one line, not empty. */
export const text = (): z.ZodString => z.string().min(1).max(200);

/** An IPv4 prefix without host bits. */
export const prefix = (): z.ZodString =>
  z
    .string()
    .check(
      faultCheck<string>((value) => {
        const parsed = parseCidr(value);
        if (parsed instanceof Cidr) return undefined;
        if (parsed.fault === 'ipv6') return IPV6_FAULT;
        if (parsed.fault === 'host-bits') {
          return {
            code: 'HOST_BITS',
            problem: `${value} has host bits set: it is an address inside ${parsed.meant}, not a network.`,
            fix: `Write ${parsed.meant}, or a longer prefix that starts at this address.`,
          };
        }
        return {
          code: 'PREFIX_SYNTAX',
          problem: `"${value}" is not an IPv4 prefix.`,
          allowed: 'four numbers 0–255 without leading zeros, a slash and a length 0–32, such as 10.64.8.0/24',
          fix: parseAddressOk(value) ? `For this one address write ${value}/32.` : undefined,
        };
      }),
    )
    .meta({ format: 'ipv4-cidr' });

/** One IPv4 address. */
export const address = (): z.ZodString =>
  z
    .string()
    .check(
      faultCheck<string>((value) => {
        const parsed = parseAddress(value);
        if (typeof parsed === 'number') return undefined;
        if (parsed.fault === 'ipv6') return IPV6_FAULT;
        return {
          code: 'ADDRESS_SYNTAX',
          problem: `"${value}" is not an IPv4 address.`,
          allowed: 'four numbers 0–255 without leading zeros, such as 198.18.12.6',
        };
      }),
    )
    .meta({ format: 'ipv4' });

export const IPV6_FAULT: Fault = {
  code: 'IPV6',
  problem: 'IPv6 is not supported yet: tunnels, tables and firewalls are built for IPv4 only.',
  fix: 'Use an IPv4 prefix or address here.',
};

/** An AS number as a plain integer; the schema accepts any scalar so that asdot and IPv6-like slips get their own words. */
export const asn = (): z.ZodType<number> =>
  z
    .unknown()
    .check(faultCheck<unknown>((value) => asnFault(value)))
    .transform((value) => Number(value))
    .meta({ type: 'integer', minimum: 1, maximum: 4294967294 });

/** The same for the far end of a line, which may be a gateway of Azure: a check says where that is. */
export const routerAsn = (): z.ZodType<number> =>
  z
    .unknown()
    .check(faultCheck<unknown>((value) => (value === AZURE_GATEWAY_ASN ? undefined : asnFault(value))))
    .transform((value) => Number(value))
    .meta({ type: 'integer', minimum: 1, maximum: 4294967294 });

/** `any`, `icmp`, `tcp/443`, `udp/5000-5010`, `tcp/any`: "any" is always written out. */
export const port = (): z.ZodType<string> =>
  z
    .unknown()
    .check(faultCheck<unknown>((value) => portFault(value)))
    .transform(String)
    .meta({ type: 'string', format: 'port' });

/** Why something is no port; a number, capitals and the two halves the wrong way round are told what was meant. */
function portFault(value: unknown): Fault | undefined {
  const fault = (problem: string, fix?: string): Fault => ({
    code: 'PORT_SYNTAX',
    problem,
    allowed: 'any, icmp, tcp/443, udp/5000-5010 or tcp/any; ports 1–65535',
    fix,
  });
  if (typeof value === 'number') return fault('A port names its protocol too.', `Write tcp/${value}, or udp/${value}.`);
  if (typeof value !== 'string') return fault('This is no port.');
  if (value === 'any' || value === 'icmp') return undefined;
  const [protocol = '', ports = '', ...rest] = value.split('/');
  if (protocol !== 'tcp' && protocol !== 'udp') {
    const meant = portMeant(value);
    return fault(`"${value}" names no protocol that rules can match.`, meant && `Write ${meant}.`);
  }
  if (ports === '' || rest.length > 0)
    return fault(`"${value}" does not say which ports.`, `For all of them write ${protocol}/any.`);
  if (ports === 'any') return undefined;
  const range = /^([1-9]\d*)(?:-([1-9]\d*))?$/.exec(ports);
  if (!range) return fault(`"${ports}" is not a port or a range of ports.`);
  const low = Number(range[1]);
  const high = Number(range[2] ?? range[1]);
  if (high > 65535 || low > 65535) return fault(`Port ${Math.max(low, high)} does not exist.`);
  return low > high ? fault(`The range ${ports} runs backwards.`, `Write ${protocol}/${high}-${low}.`) : undefined;
}

/** `TCP/25`, `443/tcp`, `tcp:443` and `tcp 443` as they should be; `443` could be either. */
function portMeant(value: string): string | undefined {
  const lower = value.trim().toLowerCase();
  if (/^\d+$/.test(lower)) return `tcp/${lower}, or udp/${lower}`;
  const [first = '', second = ''] = lower.split(/[/: ]+/);
  return [lower, `${first}/${second}`, `${second}/${first}`].find((each) => PORT.test(each));
}

const PORT = /^(any|icmp|(tcp|udp)\/(any|[1-9]\d*(-[1-9]\d*)?))$/;

/** A calendar date. Quoted or not, YAML gives it as text. */
export const date = (): z.ZodString =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date written year-month-day, such as 2027-03-31')
    .check(
      faultCheck<string>((value) =>
        /^\d{4}-\d{2}-\d{2}$/.test(value) && !isCalendarDate(value)
          ? { code: 'BAD_FORMAT', problem: `${value} is not a day of the calendar.` }
          : undefined,
      ),
    );

/** A full Amazon resource name. */
export const arn = (): z.ZodString =>
  z
    .string()
    .regex(
      /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:[\w+=,.@:/-]+$/,
      'an ARN, such as arn:aws:acm:eu-west-2:111122223333:certificate/…',
    );

/** A region of a cloud, by its id. */
export const region = (): z.ZodString => z.string().regex(/^[a-z0-9-]{3,30}$/, 'a region such as eu-west-2');

/** An availability zone: its name in AWS, its number in Azure. */
export const zone = (): z.ZodString => z.string().regex(/^[a-z0-9-]{1,20}$/, 'a zone such as eu-west-2a, or 1');

/**
 * An Azure resource id.
 * Source: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
export const resourceId = (allowed: string): z.ZodString =>
  z
    .string()
    .regex(
      /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\w.()-]{1,90}\/providers\/[\w.]+(\/[\w.()-]+){2,}$/i,
      allowed,
    );

const DNS_NAME = /^(\*?\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** A DNS name without scheme, path or wildcard other than a leading "*." or ".". */
export const dnsName = (): z.ZodString =>
  z
    .string()
    .max(253)
    .check(
      faultCheck<string>((value) => {
        if (DNS_NAME.test(value)) return undefined;
        const host = /^[a-z]+:\/\/([^/:]+)/i.exec(value)?.[1] ?? /^([^/]+)\//.exec(value)?.[1];
        return {
          code: 'BAD_FORMAT',
          problem:
            host === undefined
              ? 'This is not written the way it must be.'
              : 'This is a URL: a firewall sees names of servers (TLS) and hosts (HTTP), never paths.',
          allowed: 'a DNS name in lower case, such as sso.example.gov.uk, *.example.gov.uk or .example.gov.uk',
          fix: host !== undefined && DNS_NAME.test(host.toLowerCase()) ? `Write ${host.toLowerCase()}.` : undefined,
        };
      }),
    )
    .meta({ format: 'dns-name' });

/** One of the retentions CloudWatch Logs accepts. */
export const retentionDays = (): z.ZodNumber =>
  z.int().refine((days) => (LOG_RETENTION_DAYS as readonly number[]).includes(days), {
    error: `one of CloudWatch's retentions: ${LOG_RETENTION_DAYS.join(', ')}`,
  });

export const mbps = (): z.ZodNumber => z.int().min(1).max(100_000);

function parseAddressOk(value: string): boolean {
  return typeof parseAddress(value) === 'number';
}

/** True for a day of the calendar, written year-month-day. */
export function isCalendarDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
}
