// Asks a broker for its version, which it tells an administrator only.

/** Throws with what its management API answers instead. The address carries user and password. */
export async function brokerVersion(managementUrl: string): Promise<string> {
  const address = new URL(managementUrl)
  const login = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`
  const answer = await fetch(`${address.origin}/api/overview`, {
    headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    signal: AbortSignal.timeout(5000),
  })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  return ((await answer.json()) as { rabbitmq_version: string }).rabbitmq_version
}
