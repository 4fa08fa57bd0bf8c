// An address that names several hosts, as that of a cluster does, taken apart.

/** `amqp://user:password@one:5672,two:5672/path` is the same address once for each host, in their order. */
export function addressesIn(text: string): string[] {
  const [, head = '', hosts = '', tail = ''] = /^([^:]+:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/.exec(text) ?? []
  return hosts === '' ? [text] : hosts.split(',').map((host) => `${head}${host}${tail}`)
}
