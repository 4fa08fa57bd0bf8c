// Which addresses of the network are anybody's: what lies inside a house, a data centre or this very machine is not.
import { BlockList, isIP, isIPv4 } from 'node:net'

/** RFC 6890 and its successors, and where clouds answer what only their guests may know. */
const insideV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** Of IPv6 only what was given out for the open network; these parts of it lead elsewhere, some to an IPv4 address of any kind. */
const outsideV6 = '2000::/3'
const insideV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const listOf = (family: 'ipv4' | 'ipv6', nets: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const net of nets) {
    const [address = '', bits] = net.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}

const closedV4 = listOf('ipv4', insideV4)
const openV6 = listOf('ipv6', [outsideV6])
const closedV6 = listOf('ipv6', insideV6)

/** What is no address at all is not public either; an IPv4 address in the clothes of IPv6 is never asked for and refused. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false
  if (isIPv4(address)) return !closedV4.check(address, 'ipv4')
  return openV6.check(address, 'ipv6') && !closedV6.check(address, 'ipv6')
}
