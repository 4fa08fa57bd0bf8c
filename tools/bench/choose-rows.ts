// Which rows a run measures: all of them, or those that are named by themselves or by their group.
import { Impossible } from '../launcher/component.js'
import type { Row } from './row.js'

export function chooseRows<R extends Pick<Row, 'name' | 'group'>>(
  rows: readonly R[],
  wanted: readonly string[],
): R[] {
  const isNamed = ({ name, group }: R, by: string) => name === by || group === by
  const unknown = wanted.find((by) => !rows.some((row) => isNamed(row, by)))
  if (unknown !== undefined) {
    const names = new Set(rows.flatMap(({ name, group }) => (group ? [group, name] : [name])))
    throw new Impossible(`there is no row "${unknown}"`, `choose among ${[...names].join(', ')}`)
  }
  return rows.filter((row) => wanted.length === 0 || wanted.some((by) => isNamed(row, by)))
}
