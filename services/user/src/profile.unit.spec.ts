import assert from 'node:assert/strict'
import { ProfileUpdated } from '@eventflow/contracts'
import { decision, testClock } from '@eventflow/testing'
import { changeProfile, newProfile, type Profile, type ProfileChange, publicProfile } from './profile.js'

const clock = testClock()
const userId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'
const ada: Profile = newProfile({ userId, email: 'ada@example.test', name: 'Ada', locale: 'en' }, clock.now())

const changing = decision(
  (profile: Profile, change: ProfileChange) => changeProfile(profile, change, clock.now()).events,
)

const facts = { userId, displayName: 'Ada', handle: null, avatarUrl: null, locale: 'en', timeZone: 'UTC' }

describe('a profile', () => {
  it('begins with the name of the account and no handle', () => {
    assert.equal(ada.displayName, 'Ada')
    assert.equal(ada.handle, null)
    assert.equal(ada.version, 1)
  })

  it('says which fields changed', () => {
    changing
      .given(ada)
      .when({ handle: 'ada', bio: 'hello' })
      .then(ProfileUpdated({ ...facts, handle: 'ada', version: 2, fields: ['handle', 'bio'] }))
  })

  it('says nothing when nothing changed', () => {
    changing.given(ada).when({ displayName: 'Ada', handle: null }).then()
    changing.given(ada).when({}).then()
  })

  it('can lose its handle again', () => {
    changing
      .given({ ...ada, handle: 'ada', version: 4 })
      .when({ handle: null })
      .then(ProfileUpdated({ ...facts, version: 5, fields: ['handle'] }))
  })

  it('counts its versions and keeps the time of the change', () => {
    clock.advance(60_000)
    const { profile } = changeProfile(ada, { bio: 'hello' }, clock.now())
    assert.equal(profile.version, 2)
    assert.equal(profile.updatedAt.getTime() - profile.createdAt.getTime(), 60_000)
  })

  it('shows the public neither language nor time zone nor dates', () => {
    assert.deepEqual(Object.keys(publicProfile(ada)).sort(), [
      'avatarUrl',
      'bio',
      'displayName',
      'handle',
      'userId',
    ])
  })
})
