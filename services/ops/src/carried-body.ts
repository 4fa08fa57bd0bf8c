// The body of a dead letter in the form in which it travels, JSON or Avro, and as JSON for whoever looks at it.
import { readBody, rewriteBody } from '@eventflow/backbone'
import { type AnyContract, catalogue } from '@eventflow/contracts'
import type { Letter } from './letter.js'

export type Carried = Pick<Letter, 'type' | 'properties' | 'headers'>

export interface ShownBody {
  encoding: 'json' | 'base64'
  body: unknown
}

export const contractOf = (type: string | null): AnyContract | undefined =>
  catalogue.find((contract) => contract.type === type)

const around = ({ properties, headers }: Carried) => ({
  properties: { ...(properties as { contentType?: string }), headers: headers as Record<string, unknown> },
})

const isJson = (letter: Carried): boolean => around(letter).properties.contentType !== 'avro/binary'

/** What can be read as JSON, everything else as base64; sealed fields are text that nobody here can read. */
export function shownBody(letter: Carried, content: Buffer): ShownBody {
  const contract = contractOf(letter.type)
  try {
    if (isJson(letter) || !contract)
      return { encoding: 'json', body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)) }
    return { encoding: 'json', body: readBody({ ...around(letter), content }, contract) }
  } catch {
    return { encoding: 'base64', body: content.toString('base64') }
  }
}

/** The bytes for changed data: the headers of a letter stay, so its form has to. Throws what the form does not hold. */
export const bytesFor = (letter: Carried, contract: AnyContract, data: Record<string, unknown>): Buffer =>
  rewriteBody(around(letter), contract, data)
