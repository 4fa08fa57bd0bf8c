import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { createLogger } from '@eventflow/runtime'
import { copyKeyOf, openStorage, type Storage, storeCopy } from '@eventflow/runtime/storage'
import { stackAddresses } from './stack.js'

const folder = mkdtempSync(join(tmpdir(), 'storage-'))
const logger = createLogger('storage', 'silent')

const kinds = {
  'the S3 server of the stack': () => ({
    ...stackAddresses().storage,
    bucket: `test-${randomUUID()}`,
  }),
  'a folder': () => ({ ...stackAddresses().storage, endpoint: pathToFileURL(folder).href }),
}

for (const [kind, configured] of Object.entries(kinds))
  describe(`files in ${kind}`, () => {
    let storage: Storage

    before(async () => {
      storage = await openStorage(configured(), { logger })
    })

    after(async () => {
      await storage.close()
      rmSync(folder, { recursive: true, force: true })
    })

    const contentOf = async (key: string) => {
      const file = await storage.get(key)
      return file && buffer(file.content)
    }

    it('are read as they were stored, and replaced by storing again', async () => {
      const key = `things/${randomUUID()}.bin`
      const content = Buffer.from([0, 255, 10, 13, 128])
      await storage.put(key, content)
      assert.deepEqual(await contentOf(key), content)
      await storage.put(key, Buffer.from('other'))
      assert.equal(String(await contentOf(key)), 'other')
      assert.equal((await storage.get(key))?.bytes, 5)
    })

    it('are not there when nobody stored them, or after they were removed', async () => {
      const key = `things/${randomUUID()}`
      assert.equal(await storage.get(key), undefined)
      await storage.put(key, Buffer.from('x'))
      await storage.remove(key)
      await storage.remove(key)
      assert.equal(await storage.get(key), undefined)
    })

    it('are listed and removed by how their keys begin, and no others', async () => {
      const [one, other] = [`people/${randomUUID()}/`, `people/${randomUUID()}/`]
      for (const key of [`${one}b.json`, `${one}deep/a.json`, `${other}c.json`])
        await storage.put(key, Buffer.from(key))
      const listed = (await storage.list(one, 10)).map(({ key }) => key)
      assert.deepEqual(listed, [`${one}b.json`, `${one}deep/a.json`])
      assert.equal(await storage.removeAll(one), 2)
      assert.deepEqual(await storage.list(one, 10), [])
      assert.equal((await storage.list(other, 10)).length, 1)
    })

    it('have keys that lead nowhere else', async () => {
      for (const key of [
        '../etc/passwd',
        'a/../../b',
        '/etc/passwd',
        'a//b',
        'a/./b',
        '',
        'a b',
        'a\\b',
        'a\0b',
      ])
        await assert.rejects(storage.put(key, Buffer.from('x')), /no key/, key)
    })

    it("hold a copy of somebody's data under a key that says whose it is", async () => {
      const of = { userId: randomUUID(), jobId: randomUUID(), service: 'auth' }
      const stored = await storeCopy(storage, of, { sessions: [{ ip: '192.0.2.1' }], tokens: [] })
      assert.deepEqual(stored, { counts: { sessions: 1, tokens: 0 }, location: copyKeyOf(of) })
      assert.deepEqual(JSON.parse(String(await contentOf(stored.location))), {
        sessions: [{ ip: '192.0.2.1' }],
        tokens: [],
      })
    })

    it('say that they are there', async () => {
      await storage.dependency?.check()
    })
  })
