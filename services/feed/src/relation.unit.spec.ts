import assert from 'node:assert/strict'
import { changeOf, type Relation, strangers, type Wish } from './relation.js'

const [me, you] = ['0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', '0198f3c3-11aa-7b4c-8d5e-6f7081920a1b']
const now = new Date('2026-11-21T12:00:00.000Z')
const wishes: readonly Wish[] = ['follow', 'unfollow', 'block', 'unblock']

const turned = ({ version, mine, theirs }: Relation): Relation => ({ version, mine: theirs, theirs: mine })
const wish = (relation: Relation, one: Wish) =>
  changeOf(relation, { wish: one, followerId: me, followeeId: you, now })

/** What is refused changes nothing. */
function changed(relation: Relation, one: Wish): Relation | undefined {
  try {
    return wish(relation, one)?.next
  } catch {
    return undefined
  }
}

/** Every relation that two people can come to, by whatever they wish one after the other. */
function reachable(): Relation[] {
  const met = new Map<string, Relation>()
  const shape = ({ mine, theirs }: Relation) => JSON.stringify([mine, theirs])
  const visit = (relation: Relation | undefined) => {
    if (!relation || met.has(shape(relation))) return
    met.set(shape(relation), relation)
    for (const one of wishes) {
      visit(changed(relation, one))
      visit(changed(turned(relation), one))
    }
  }
  visit(strangers)
  return [...met.values()]
}

describe('what two people are to each other', () => {
  it('is never a follow where there is a block', () => {
    const all = reachable()
    assert.ok(all.length > 5)
    for (const { mine, theirs } of all)
      assert.ok(
        !(mine.blocks || theirs.blocks) || !(mine.follows || theirs.follows),
        JSON.stringify({ mine, theirs }),
      )
  })

  it('counts each change once, and none where nothing changes', () => {
    for (const relation of reachable())
      for (const one of wishes) {
        const change = relation.theirs.blocks || relation.mine.blocks ? undefined : wish(relation, one)
        if (!change) continue
        assert.equal(change.next.version, relation.version + 1)
        assert.equal((change.event.data as { version: number }).version, change.next.version)
        assert.equal(wish(change.next, one), undefined)
      }
  })

  it('tells whoever was blocked that there is nobody, and reminds whoever has blocked', () => {
    const blocked = wish(strangers, 'block')?.next
    assert.ok(blocked)
    assert.throws(() => wish(turned(blocked), 'follow'), /no such person/)
    assert.throws(() => wish(blocked, 'follow'), /have blocked/)
    assert.equal(wish(turned(blocked), 'block')?.event.contract.type, 'user.blocked')
  })
})
