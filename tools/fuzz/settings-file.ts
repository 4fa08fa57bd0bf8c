// The settings of one round, as the file that Schemathesis reads.

export interface RoundSettings {
  /** These operations get no values that earlier answers told. */
  apart: readonly string[]
  withToken: boolean
  /** Values that fit, by place and name, such as `body.password`; they are thrown away with the accounts that they are of. */
  usual: Readonly<Record<string, readonly string[]>>
  /** The same for some operations alone, by their ids. */
  usualFor: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** Also 428, which is what RFC 6585 says of a missing If-Match. */
const refusals = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429]
/** With which code it is refused decides our own check, in eventflow_hooks.py. */
const acceptances = ['2xx', '3xx', 400, 401, 403, 404, 409, 412, 422, 429]

/** What keeps to the document and still leads nowhere is sent less often than what leads somewhere. */
const usually = 0.7

/** TOML, of which JSON's texts, numbers and lists are a part. */
export function settingsFile(settings: RoundSettings): string {
  const { apart, withToken, usual, usualFor } = settings
  const values = Object.entries({ ...usual, ...Object.assign({}, ...Object.values(usualFor)) })
  const special = [...new Set([...apart, ...Object.keys(usualFor)])]
  const parts = [
    ['continue-on-failure = true', 'request-timeout = 45'],
    [
      '[output.sanitization]',
      'keys-to-sanitize = ["authorization"]',
      'sensitive-markers = ["authorization"]',
    ],
    ['[checks.missing_required_header]', `expected-statuses = ${JSON.stringify(refusals)}`],
    ['[checks.negative_data_rejection]', `expected-statuses = ${JSON.stringify(refusals)}`],
    ['[checks.positive_data_acceptance]', `expected-statuses = ${JSON.stringify(acceptances)}`],
    // Through the environment of the process: a token in a file would outlive the run.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for Schemathesis to fill in.
    withToken ? ['[auth.openapi.accessToken]', 'bearer = "${EVENTFLOW_FUZZ_TOKEN}"'] : [],
    ...values.map(([name, fitting]) => [
      `[dictionaries.${JSON.stringify(name)}]`,
      `values = ${JSON.stringify(fitting)}`,
    ]),
    ['[parameters]', ...Object.keys(usual).map(binding)],
    ...special.map((id) => [
      '[[operations]]',
      `include-operation-id = ${JSON.stringify(id)}`,
      ...Object.keys(usualFor[id] ?? {}).map((name) => `parameters.${binding(name)}`),
      ...(apart.includes(id) ? withoutEarlierAnswers : []),
    ]),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const binding = (name: string): string =>
  `${JSON.stringify(name)} = { dictionary = ${JSON.stringify(name)}, probability = ${usually} }`

const withoutEarlierAnswers = [
  'phases.stateful.enabled = false',
  'phases.fuzzing.extra-data-sources.responses = false',
  'phases.coverage.extra-data-sources.responses = false',
]
