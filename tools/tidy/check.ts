// Runs rules over a tree and holds their findings against the list of exceptions, which has to be needed entry by entry.
import type { Tree } from './reading/tree.js'
import type { Finding, Rule } from './rule.js'

export interface Exception {
  rule: string
  file: string
  /** Where the file has several findings: words of the message that is meant. */
  about?: string
  reason: string
  /** For what the next feature may need again at any time; every other entry that nothing needs is a finding. */
  comesAndGoes?: true
}

export const findingsOf = (rule: Rule, tree: Tree, exceptions: readonly Exception[]) =>
  rule.find(tree).filter((finding) => !exceptions.some((exception) => covers(exception, finding)))

/** An exception that excuses nothing any more would excuse the next mistake. */
export function needlessExceptions(
  rules: readonly Rule[],
  tree: Tree,
  exceptions: readonly Exception[],
): Finding[] {
  const findings = rules.flatMap((rule) => rule.find(tree))
  return exceptions
    .filter(({ comesAndGoes }) => !comesAndGoes)
    .filter((exception) => !findings.some((finding) => covers(exception, finding)))
    .map(({ rule, file, about }) => ({
      file: 'tools/tidy/exceptions.ts',
      line: 1,
      rule: 'exceptions',
      message: `nothing needs the exception from ${rule} for ${file}${about ? ` (${about})` : ''}`,
    }))
}

const covers = (exception: Exception, finding: Finding) =>
  exception.rule === finding.rule &&
  exception.file === finding.file &&
  (exception.about === undefined || finding.message.includes(exception.about))
