// The settings of one round, as the file that Schemathesis reads.
import type { Operation } from './document.js'

export interface RoundSettings {
  operations: readonly Operation[]
  /** They get no values that earlier answers told. */
  apart: readonly string[]
  withToken: boolean
}

/** How a platform refuses what is missing or wrong; 428 is what RFC 6585 says of a missing If-Match. */
const refusals = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429]
const acceptances = ['2xx', '3xx', 401, 403, 404, 409, 429]

/** TOML, of which JSON's texts, numbers and lists are a part. */
export function settingsFile({ operations, apart, withToken }: RoundSettings): string {
  const parts = [
    ['continue-on-failure = true', 'request-timeout = 45'],
    ['[output.sanitization]', 'keys-to-sanitize = ["authorization"]', 'sensitive-markers = []'],
    ['[checks.missing_required_header]', `expected-statuses = ${JSON.stringify(refusals)}`],
    ['[checks.negative_data_rejection]', `expected-statuses = ${JSON.stringify(refusals)}`],
    // Through the environment of the process: a token in a file would outlive the run.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for Schemathesis to fill in.
    withToken ? ['[auth.openapi.accessToken]', 'bearer = "${EVENTFLOW_FUZZ_TOKEN}"'] : [],
    ...operations.map((operation) => operationSettings(operation, apart)),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function operationSettings({ id, refuses }: Operation, apart: readonly string[]): string[] {
  const expected = [...new Set([...acceptances, ...refuses])]
  return [
    '[[operations]]',
    `include-operation-id = ${JSON.stringify(id)}`,
    `checks.positive_data_acceptance.expected-statuses = ${JSON.stringify(expected)}`,
    ...(apart.includes(id)
      ? [
          'phases.stateful.enabled = false',
          'phases.fuzzing.extra-data-sources.responses = false',
          'phases.coverage.extra-data-sources.responses = false',
        ]
      : []),
  ]
}
