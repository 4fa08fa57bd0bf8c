import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import type { BrokerProxy } from './broker-proxy.js'
import { eventually } from './eventually.js'
import { ParcelSent } from './parcels.js'

describe('a service that is told several hosts of its broker', () => {
  let stage: BackboneUnderTest
  let nodes: [BrokerProxy, BrokerProxy]
  let desk: StartedService
  let depot: StartedService

  before(async () => {
    stage = await backboneUnderTest()
    nodes = [await stage.proxy(), await stage.proxy()]
    nodes[0].off()
    desk = await stage.start('desk', { brokerUrl: severalHosts('desk') })
    depot = await stage.startKeeper('depot', { brokerUrl: severalHosts('depot') })
  })

  after(() => stage.close())

  const severalHosts = (service: string): string => {
    const [one, two] = nodes.map((node) => new URL(node.urlFor(stage.broker.urlFor(service))))
    return one?.href.replace(one.host, `${one.host},${two?.host}`) ?? ''
  }
  let sent = 0
  const sendOne = async () => {
    sent++
    const events = [ParcelSent({ parcelId: randomUUID(), number: sent })]
    await desk.backbone.transact(async () => ({ events }))
  }
  const everythingArrives = async () => {
    await eventually(async () => assert.equal((await depot.deeds()).length, sent))
    for (const { backbone } of [desk, depot]) await eventually(() => backbone.dependency?.check())
  }

  it('starts although the first of them is away', async () => {
    await sendOne()
    await everythingArrives()
  })

  it('goes on with another when its own goes away, back and forth', async () => {
    for (const [comes, goes] of [nodes, nodes.toReversed()] as const) {
      comes?.on()
      goes?.off()
      await sendOne()
      await everythingArrives()
    }
  })
})
