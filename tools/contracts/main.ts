// `npm run contracts -- check [--json] | release`: whether the events go together with the last release, and writing down the next one.
import { parseArgs } from 'node:util'
import { catalogue, consumersByEvent } from '@eventflow/contracts'
import { runMain } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { ROOT } from '../launcher/places.js'
import { readCorpus, writeCorpus } from './corpus.js'
import { isBroken, linesOf, reportOn } from './report.js'

const usage = 'npm run contracts -- check [--json] | npm run contracts -- release'

void runMain(async () => {
  const { act, json } = request()
  const reports = reportOn({ contracts: catalogue, consumersByEvent }, readCorpus(ROOT))
  const broken = reports.filter(isBroken)
  if (act === 'check') {
    console.log(json ? JSON.stringify(reports, null, 2) : linesOf(reports).join('\n'))
    return broken.length > 0 ? 1 : 0
  }
  if (broken.length > 0)
    throw new Impossible(
      `${broken.map(({ event }) => event).join(', ')} cannot be released`,
      'npm run contracts -- check says why',
    )
  const written = writeCorpus(ROOT, catalogue)
  for (const file of written) console.log(`wrote shared/contracts/released/${file}`)
  console.log(`${catalogue.length} events are released, ${written.length} of them new or grown`)
  return 0
})

function request(): { act: 'check' | 'release'; json: boolean } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    })
    const [act, ...surplus] = positionals
    if ((act === 'check' || act === 'release') && surplus.length === 0) return { act, json: values.json }
  } catch (error) {
    throw new Impossible((error as Error).message.split('. ')[0] ?? 'that is not understood', usage)
  }
  throw new Impossible('it was not said what is to be done with the contracts', usage)
}
