import type { PortRange } from './ports';

/**
 * TCP ports of protocols whose clients begin with something else than a TLS hello or an HTTP request: no name can be read
 * from what they say first, though some go over to TLS later. Source: iana.org/assignments/service-names-port-numbers
 * (read 2026-11-29); RFC 3207 (SMTP), 2595 (IMAP, POP3) and 4217 (FTP) for what goes over to TLS.
 */
const NAMELESS: readonly (readonly [port: number, protocol: string])[] = [
  [20, 'FTP data'],
  [21, 'FTP'],
  [22, 'SSH and SFTP'],
  [23, 'Telnet'],
  [25, 'SMTP'],
  [43, 'whois'],
  [49, 'TACACS+'],
  [79, 'finger'],
  [88, 'Kerberos'],
  [110, 'POP3'],
  [111, 'ONC RPC'],
  [113, 'ident'],
  [119, 'NNTP'],
  [123, 'NTP'],
  [135, 'DCE RPC'],
  [139, 'NetBIOS'],
  [143, 'IMAP'],
  [161, 'SNMP'],
  [179, 'BGP'],
  [194, 'IRC'],
  [389, 'LDAP'],
  [445, 'SMB'],
  [464, 'Kerberos passwords'],
  [513, 'rlogin'],
  [514, 'syslog and shell'],
  [515, 'LPD'],
  [548, 'AFP'],
  [554, 'RTSP'],
  [587, 'SMTP submission'],
  [873, 'rsync'],
  [1194, 'OpenVPN'],
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [1723, 'PPTP'],
  [1883, 'MQTT'],
  [2049, 'NFS'],
  [2404, 'IEC 60870-5-104'],
  [2575, 'HL7'],
  [3268, 'LDAP of a global catalogue'],
  [3306, 'MySQL'],
  [3389, 'Remote Desktop'],
  [4190, 'ManageSieve'],
  [5060, 'SIP'],
  [5222, 'XMPP'],
  [5269, 'XMPP between servers'],
  [5432, 'PostgreSQL'],
  [5672, 'AMQP'],
  [5900, 'VNC'],
  [6379, 'Redis'],
  [6667, 'IRC'],
  [9418, 'Git'],
  [11112, 'DICOM'],
  [20000, 'DNP3'],
  [27017, 'MongoDB'],
];

/** The protocol of the first port of a range that no name can be read on; undefined where there is none. */
export function namelessIn({
  protocol,
  first,
  last,
}: PortRange): { readonly port: number; readonly name: string } | undefined {
  if (protocol !== 'tcp') return undefined;
  const found = NAMELESS.find(([port]) => first <= port && port <= last);
  return found && { port: found[0], name: found[1] };
}
