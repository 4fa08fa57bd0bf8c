// Lets work that differs from case to case take the same time, where the time would tell which case it was.

/** Several times what the work takes on a machine that is busy with other things; only where even that is too short something shows. */
const floorMs = 60

export async function inEqualTime(work: () => Promise<void>): Promise<void> {
  const floor = new Promise<void>((resolve) => setTimeout(resolve, floorMs))
  await Promise.all([work().finally(() => floor), floor])
}
