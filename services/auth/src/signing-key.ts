// The life of a signing key: published at once, signing later, published on until its last token has expired, then gone.
export interface SigningKey {
  kid: string
  createdAt: Date
  /** Longer after its publication than anybody keeps the key set, so that nobody meets it unprepared. */
  signsFrom: Date
}

const dayMs = 86_400_000

/** The key that signs at this moment: of those whose time has come the latest. */
export const signerAt = <K extends SigningKey>(keys: readonly K[], now: Date): K | undefined =>
  newestFirst(keys).find(({ signsFrom }) => signsFrom <= now)

/** The key whose time has yet to come, if there is one. */
export const waitingAt = <K extends SigningKey>(keys: readonly K[], now: Date): K | undefined =>
  newestFirst(keys).find(({ signsFrom }) => signsFrom > now)

/** Keys that stopped signing before any token of theirs could still be shown: from then on they are not ours any more. */
export const outdatedAt = <K extends SigningKey>(keys: readonly K[], now: Date, keepSeconds: number): K[] =>
  newestFirst(keys).filter((_, at, ordered) => {
    const successor = ordered[at - 1]
    return successor !== undefined && successor.signsFrom.getTime() + keepSeconds * 1_000 < now.getTime()
  })

/** True when the key that signs is too old, and none waits to follow it. */
export function isDueAt(keys: readonly SigningKey[], now: Date, lifeDays: number): boolean {
  const signer = signerAt(keys, now)
  if (!signer) return waitingAt(keys, now) === undefined
  const isOld = now.getTime() - signer.signsFrom.getTime() >= lifeDays * dayMs
  return isOld && waitingAt(keys, now) === undefined
}

const newestFirst = <K extends SigningKey>(keys: readonly K[]): K[] =>
  [...keys].sort((one, other) => other.signsFrom.getTime() - one.signsFrom.getTime())
