// Text that came from messages, made fit for a terminal, which obeys control characters whoever wrote them.
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')

/** On one line of a table, at most this long. */
export const clipped = (text: string, length: number): string => {
  const line = printable(text)
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`
}
