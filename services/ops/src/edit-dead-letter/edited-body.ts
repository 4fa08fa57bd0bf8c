// What an edit makes of the body of a dead letter: a merge patch, after which the contract has to be satisfied.
import type { AnyContract } from '@eventflow/contracts'
import type { FieldProblem } from '@eventflow/runtime'
import { bytesFor, contractOf, shownBody } from '../carried-body.js'
import { BodyRefused, NoContract } from '../errors.js'
import { currentBody, type Letter } from '../letter.js'
import { verdictOn } from '../verdict.js'

type Json = Record<string, unknown>

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** RFC 7396, but for one thing: a field that has to be there cannot be taken away, so null is a value for it. */
function merged(target: unknown, patch: Json, required: readonly string[] = []): Json {
  const result: Json = isRecord(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null && !required.includes(name)) delete result[name]
    else result[name] = isRecord(value) ? merged(result[name], value) : value
  }
  return result
}

/** Throws BodyRefused with a pointer for each problem; what is valid comes back as the bytes to send. */
export function editedBody(letter: Letter, patch: Json): Buffer {
  const contract = contractOf(letter.type)
  if (!contract)
    throw NoContract({ detail: `No contract knows the type ${letter.type ?? 'of a message without one'}.` })
  const { encoding, body } = shownBody(letter, currentBody(letter))
  const before = encoding === 'json' && isRecord(body) ? body : {}
  const after = merged(before, patch, contract.jsonSchema.required as string[] | undefined)
  const problems = [...sealedProblems(contract, before, after), ...contractProblems(letter, after)]
  if (problems.length > 0) throw refusal(problems)
  try {
    return bytesFor(letter, contract, after)
  } catch (error) {
    throw refusal([{ pointer: '/body', code: 'FORM', detail: (error as Error).message }])
  }
}

const refusal = (errors: FieldProblem[]): Error =>
  BodyRefused({
    errors,
    detail: errors
      .map(({ detail }) => detail)
      .join('; ')
      .slice(0, 2_000),
  })

const contractProblems = (letter: Letter, body: Json): FieldProblem[] =>
  verdictOn(letter, body).problems.map(({ pointer, detail }) => ({
    pointer: `/body${pointer}`,
    code: 'CONTRACT',
    detail,
  }))

/** A sealed field is bound to its message: what anybody else writes there does not open. */
const sealedProblems = ({ sealed }: AnyContract, before: Json, after: Json): FieldProblem[] =>
  sealed
    .filter((field) => after[field] !== undefined && after[field] !== null && after[field] !== before[field])
    .map((field) => ({
      pointer: `/body/${field}`,
      code: 'SEALED',
      detail: `"${field}" is sealed and can be kept or left out, not written`,
    }))
