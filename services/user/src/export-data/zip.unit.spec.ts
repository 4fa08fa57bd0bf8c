import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { crc32, inflateRawSync } from 'node:zlib'
import { zipOf } from './zip.js'

const at = new Date('2026-11-21T12:34:56.000Z')

async function* entries(files: Readonly<Record<string, Buffer>>) {
  for (const [name, content] of Object.entries(files)) yield { name, content: Readable.from([content]), at }
}

/** By the directory at the end, as every reader of archives does. */
function unzip(archive: Buffer): Record<string, string> {
  const end = archive.lastIndexOf(Buffer.from('504b0506', 'hex'))
  const files: Record<string, string> = {}
  let place = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(archive.readUInt32LE(place), 0x02014b50)
    const [crc, packed, size] = [16, 20, 24].map((offset) => archive.readUInt32LE(place + offset))
    const nameLength = archive.readUInt16LE(place + 28)
    const begin = archive.readUInt32LE(place + 42)
    assert.equal(archive.readUInt32LE(begin), 0x04034b50)
    const data = begin + 30 + archive.readUInt16LE(begin + 26)
    const content = inflateRawSync(archive.subarray(data, data + (packed ?? 0)))
    assert.deepEqual([content.length, crc32(content)], [size, crc])
    files[archive.toString('utf8', place + 46, place + 46 + nameLength)] = String(content)
    place += 46 + nameLength
  }
  assert.equal(place, end)
  return files
}

describe('a ZIP archive', () => {
  const files = { 'auth.json': '{"sessions":[]}', 'größe.json': 'x'.repeat(300_000), 'empty.json': '' }
  const made = () =>
    buffer(
      zipOf(
        entries(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))),
      ),
    )

  it('holds every file with its name, sum and size', async () => {
    const archive = await made()
    assert.deepEqual(unzip(archive), files)
    assert.ok(archive.length < 3_000, 'it is packed')
  })

  it('of nothing is an archive too', async () => {
    assert.deepEqual(unzip(await buffer(zipOf(entries({})))), {})
  })

  it('is read by other programs', async function () {
    const folder = mkdtempSync(join(tmpdir(), 'zip-'))
    try {
      execFileSync('python3', ['--version'], { stdio: 'ignore' })
    } catch {
      this.skip()
    }
    writeFileSync(join(folder, 'copy.zip'), await made())
    const script = `import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(json.dumps({i.filename: [i.file_size, list(i.date_time)] for i in archive.infolist()}))`
    const told = JSON.parse(
      String(execFileSync('python3', ['-c', script, join(folder, 'copy.zip')])),
    ) as object
    assert.deepEqual(told, {
      'auth.json': [15, [2026, 11, 21, 12, 34, 56]],
      'größe.json': [300_000, [2026, 11, 21, 12, 34, 56]],
      'empty.json': [0, [2026, 11, 21, 12, 34, 56]],
    })
    rmSync(folder, { recursive: true })
  })

  it('breaks off when a file does', async () => {
    const broken = async function* () {
      yield {
        name: 'a',
        content: new Readable({
          read() {
            this.destroy(new Error('gone'))
          },
        }),
        at,
      }
    }
    await assert.rejects(buffer(zipOf(broken())), /gone/)
  })
})
