// Starts a server on its data of last time; data that it cannot use are set aside, and it starts empty.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { EndedByItself } from '../wait-until.js'

export interface StartedOnData<Started> {
  started: Started
  /** What the user must know about the data, to follow the name of the server; mostly nothing. */
  remark: string
}

/**
 * Only for data that can be had again. A server that is merely slow keeps its data;
 * and if it does not start empty either, they were not the reason.
 */
export async function startOnUsableData<Started>(
  data: string,
  start: () => Promise<Started>,
): Promise<StartedOnData<Started>> {
  mkdirSync(data, { recursive: true })
  const used = readdirSync(data).length > 0
  try {
    return { started: await start(), remark: '' }
  } catch (error) {
    if (!used || !(error instanceof EndedByItself)) throw error
    const aside = `${data}.unusable`
    rmSync(aside, { recursive: true, force: true })
    renameSync(data, aside)
    mkdirSync(data)
    return {
      started: await startOrGiveBack(start, data, aside),
      remark: `, empty: its old data were unusable and are in ${aside}`,
    }
  }
}

async function startOrGiveBack<Started>(
  start: () => Promise<Started>,
  data: string,
  aside: string,
): Promise<Started> {
  try {
    return await start()
  } catch (error) {
    rmSync(data, { recursive: true, force: true })
    if (existsSync(aside)) renameSync(aside, data)
    throw error
  }
}
