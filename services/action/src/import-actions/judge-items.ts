// What somebody brings along from elsewhere, each item judged by itself, so that one that is wrong takes none with it.
import type { RecordOf } from '@eventflow/contracts'
import { judgeOf } from '@eventflow/http'
import { CallerError, newId } from '@eventflow/runtime'
import type { Action } from '../action.js'
import { newAction } from '../create-action/new-action.js'
import { type importedFields, importedShape } from './shapes.js'

type Item = RecordOf<typeof importedFields>

export interface ItemResult {
  index: number
  id: string | null
  clientId?: string
  status: 'created' | 'duplicate' | 'refused'
  code?: string
  pointer?: string
}

/** Good by itself; whether it was brought along before is for the store to say. */
export interface Candidate {
  index: number
  clientId?: string
  action: Action
}

export interface JudgedItems {
  candidates: Candidate[]
  refused: ItemResult[]
}

const judge = judgeOf(importedShape)

export function judgeItems(items: readonly unknown[], ownerId: string, now: Date): JudgedItems {
  const judged: JudgedItems = { candidates: [], refused: [] }
  items.forEach((item, index) => {
    const [problem] = judge(item, `/${index}`)
    const named = clientIdIn(item)
    const candidate = problem ? asRefused(problem.code, problem.pointer) : begin(item as Item, ownerId, now)
    if ('code' in candidate)
      judged.refused.push({ index, id: null, ...named, status: 'refused', ...candidate })
    else judged.candidates.push({ index, ...named, action: candidate })
  })
  return judged
}

const asRefused = (code: string, pointer: string) => ({ code, pointer })

function begin({ clientId: _, ...said }: Item, ownerId: string, now: Date) {
  try {
    return newAction({ ownerId, ...said }, newId(), now)
  } catch (error) {
    if (error instanceof CallerError) return { code: error.code }
    throw error
  }
}

/** As it was sent, so that whoever reads the answer finds their item again, the refused ones too. */
function clientIdIn(item: unknown): { clientId?: string } {
  const { clientId } = (item ?? {}) as { clientId?: unknown }
  return typeof clientId === 'string' && clientId.length <= 100 ? { clientId } : {}
}
