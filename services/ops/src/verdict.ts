// What the contract of an event says about a body: whether it could be handled, and if not, which field breaks which rule.
import type { AnyContract } from '@eventflow/contracts'
import { type Carried, contractOf, shownBody } from './carried-body.js'
import type { Letter } from './letter.js'

export interface BodyProblem {
  /** JSON pointer into the body; empty for the body as a whole. */
  pointer: string
  detail: string
}

export interface Verdict {
  valid: boolean
  problems: BodyProblem[]
  /** The version that consumers of today read it as. */
  contractVersion: number | null
  /** Fields that are sealed: only their consumer can tell what is in them. */
  sealed: string[]
}

type Judged = Carried & Pick<Letter, 'messageId' | 'schemaVersion'>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const about = (detail: string): BodyProblem => ({ pointer: '', detail })

/** The verdict on bytes as they came. */
export function verdictOf(letter: Judged, bytes: Buffer): Verdict {
  const { encoding, body } = shownBody(letter, bytes)
  return verdictOn(letter, encoding === 'json' ? body : undefined)
}

/** The verdict on a body as somebody means to send it. */
export function verdictOn(letter: Judged, body: unknown): Verdict {
  const contract = contractOf(letter.type)
  const problems = [
    ...(letter.messageId === null ? [about('the message has no id')] : []),
    ...(contract
      ? bodyProblems(contract, letter.schemaVersion, body)
      : [about(letter.type === null ? 'the message has no type' : `no contract knows ${letter.type}`)]),
  ]
  return {
    valid: problems.length === 0,
    problems,
    contractVersion: contract?.version ?? null,
    sealed: [...(contract?.sealed ?? [])],
  }
}

function bodyProblems(contract: AnyContract, version: number, body: unknown): BodyProblem[] {
  if (!isRecord(body)) return [about('the body cannot be read as an object')]
  const reading = contract.read(version, withStandIns(contract, body))
  return reading.ok ? [] : reading.problems.map(withPointer)
}

/** What is sealed cannot be checked here; an example stands in for it, so that the rest can. */
function withStandIns(contract: AnyContract, body: Record<string, unknown>): Record<string, unknown> {
  const example = contract.examples[0] as Record<string, unknown>
  const standIns = contract.sealed.filter((field) => typeof body[field] === 'string')
  return { ...body, ...Object.fromEntries(standIns.map((field) => [field, example[field]])) }
}

/** The contracts tell a problem as a sentence that begins with the path of the field: `"lines[0].quantity" is required`. */
function withPointer(problem: string): BodyProblem {
  const [, path] = /^"([^"]+)" /.exec(problem) ?? []
  if (path === undefined || path === 'value') return about(problem)
  const parts = path.split(/\.|\[(\d+)\]/).filter((part) => part !== undefined && part !== '')
  return {
    pointer: parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: problem,
  }
}
