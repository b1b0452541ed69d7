import { Cidr, parseAddress, parseCidr } from '../../catalogue/values/cidr';

/** An IPv4 prefix, with nothing around it. */
export function isPlainPrefix(text: string): boolean {
  return parseCidr(text) instanceof Cidr;
}

export function isPlainAddress(text: string): boolean {
  return typeof parseAddress(text) === 'number';
}
