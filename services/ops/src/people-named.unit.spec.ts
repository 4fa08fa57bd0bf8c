import assert from 'node:assert/strict'
import { peopleNamed } from './people-named.js'

const [ada, alan, grace] = [1, 2, 3].map((digit) => `0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b1${digit}`)
const letter = { type: 'user.registered', properties: {}, headers: {}, subject: ada ?? null }
const json = (body: unknown) => Buffer.from(JSON.stringify(body))

describe('whose data a dead letter holds', () => {
  it('is said by its subject and by the owner in its body, whatever the case', () => {
    assert.deepEqual(peopleNamed(letter, [json({ userId: alan?.toUpperCase(), followerId: grace })]), [
      ada,
      alan,
    ])
    assert.deepEqual(
      peopleNamed({ ...letter, subject: 'key-7' }, [json({ userId: 'nobody' }), json(null)]),
      [],
    )
  })

  it('is said by the fields that its contract names', () => {
    const followed = { ...letter, type: 'user.followed', subject: null }
    assert.deepEqual(peopleNamed(followed, [json({ followerId: ada, followeeId: alan, friendId: grace })]), [
      ada,
      alan,
    ])
    const done = { ...letter, type: 'action.completed', subject: grace ?? null }
    assert.deepEqual(peopleNamed(done, [json({ actionId: grace, ownerId: ada })]), [grace, ada])
  })

  it('is said by the body that came and by the one that was made of it', () => {
    assert.deepEqual(
      peopleNamed({ ...letter, subject: null }, [json({ userId: ada }), json({ userId: alan })]),
      [ada, alan],
    )
  })

  it("may be anybody's who is named in a body that cannot be read", () => {
    const broken = Buffer.from(`{"userId":"${alan}","name":"Alan","friend":"${grace}`)
    assert.deepEqual(peopleNamed({ ...letter, subject: null }, [broken]), [alan, grace])
  })
})
