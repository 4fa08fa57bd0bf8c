// `npm run trace -- <id>`: what became of a message or of a whole story, as a tree with times.
import { runMain } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { understood } from '../launcher/understood.js'
import { asOperator } from '../operator/sign-in.js'
import { type Story, storyLines } from './story.js'

const usage = 'npm run trace -- <correlation id or message id>, with --json for machines'

void runMain(async () => {
  const { id, json } = parseRequest(process.argv.slice(2))
  const path = `/v1/ops/trace/${encodeURIComponent(id)}`
  const { body } = await asOperator((operator) => operator.call<Story>('GET', path))
  if (json) console.log(JSON.stringify(body, null, 2))
  else for (const line of storyLines(body)) console.log(line)
  return 0
})

function parseRequest(args: string[]): { id: string; json: boolean } {
  const { values, positionals } = understood(args, { json: { type: 'boolean' } }, usage)
  const [id, ...others] = positionals
  if (!id) throw new Impossible('which story?', usage)
  if (others.length > 0) throw new Impossible(`"${others[0]}" is not understood`, usage)
  return { id, json: values.json === true }
}
