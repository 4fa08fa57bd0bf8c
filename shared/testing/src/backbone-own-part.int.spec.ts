import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { definitionsOf } from '@eventflow/backbone'
import { managementApi } from '@eventflow/backbone/admin'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { ParcelSent, parcels } from './parcels.js'
import { stackAddresses } from './stack.js'

describe('a service that does not find its part of the topology', () => {
  let stage: BackboneUnderTest
  let desk: StartedService
  let depot: StartedService

  before(async () => {
    stage = await backboneUnderTest()
    await stage.channel.deleteExchange('desk.events')
    await stage.channel.deleteQueue('depot')
    await stage.channel.deleteExchange('retry.30s')
    desk = await stage.start('desk')
    depot = await stage.startKeeper('depot')
  })

  after(() => stage.close())

  const problemOf = async ({ backbone }: StartedService): Promise<string> => {
    try {
      await backbone.dependency?.check()
      return ''
    } catch (error) {
      return (error as Error).message
    }
  }
  const says = (service: StartedService, sentence: string) =>
    eventually(async () => assert.equal(await problemOf(service), sentence))
  const toldBy = ({ log }: StartedService) =>
    log.filter(({ fields }) => /topology/.test(String(fields.error))).length

  it('stays up and says in one sentence what is missing and what to do', async () => {
    await says(desk, 'npm run topology -- apply is due: the broker lacks exchange desk.events')
    await says(depot, 'npm run topology -- apply is due: the broker lacks queue depot, exchange retry.30s')
  })

  it('takes writes meanwhile, and looks again and again without telling it again', async () => {
    const events = [ParcelSent({ parcelId: randomUUID(), number: 1 })]
    await desk.backbone.transact(async () => ({ events }))
    await stage.channel.assertExchange('retry.30s', 'fanout')
    await says(depot, 'npm run topology -- apply is due: the broker lacks queue depot')
    assert.equal(toldBy(desk), 1)
    assert.equal(toldBy(depot), 1)
  })

  it('goes on by itself as soon as everything is there', async () => {
    const { managementUrl } = stackAddresses()
    await managementApi(managementUrl)('POST', `/definitions/${stage.broker.vhost}`, definitionsOf(parcels))
    for (const service of [desk, depot]) await says(service, '')
    await eventually(async () => assert.equal((await depot.deeds()).length, 1))
  })
})
