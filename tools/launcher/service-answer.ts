// Asks a service whether it is ready.
/** "ready", or what its `/readyz` answers instead. */
export async function askReady(url: string): Promise<string> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) })
    if (answer.ok) return 'ready'
    return `${answer.status} ${(await answer.text()).slice(0, 300)}`
  } catch {
    return 'nothing answers'
  }
}

/** An address to show: passwords stay in the file that only the owner can read. */
export function withoutLogin(address: string): string {
  return address.replace(/\/\/[^@/]*@/, '//')
}
