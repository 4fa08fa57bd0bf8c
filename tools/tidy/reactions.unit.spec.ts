import assert from 'node:assert/strict'
import { reactions } from './reactions.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => reactions.find(treeOf(files)).map(tell)

const file = 'services/user/src/create-profile/create-profile-when-user-registered.ts'
const name = 'createProfileWhenUserRegistered'
const right = `\nexport const ${name} = () => reaction(UserRegistered, async () => [])`

const user = (text: string, path = file) =>
  found({
    'services/user/package.json': '{ "name": "@eventflow/user" }',
    'services/user/src/service.ts': `import { ${name} } from './create-profile/create-profile-when-user-registered.js'`,
    [path]: text,
  })

describe('reactions', () => {
  it('is content with one that reacts to the event of its name and is listed', () => {
    assert.deepEqual(user(right), [])
  })

  it('knows those that may be repeated, and those that take many messages at a time', () => {
    for (const word of ['repeatableReaction', 'bulkReaction'])
      assert.deepEqual(user(right.replace('reaction(', `${word}(`)), [])
  })

  it('finds one that reacts to another event than its name says', () => {
    assert.deepEqual(user(right.replace('UserRegistered,', 'UserErased,')), [
      `${file}:2 reacts to UserErased, its name says UserRegistered (reactions)`,
    ])
  })

  it('finds a file without a reaction, and one with two', () => {
    assert.deepEqual(user(`export const ${name} = 1`), [
      `${file}:1 calls reaction() 0 times, the file is one reaction (reactions)`,
    ])
    assert.deepEqual(user(`${right}\nreaction(UserRegistered, f)`), [
      `${file}:3 calls reaction() 2 times, the file is one reaction (reactions)`,
    ])
  })

  it('finds one that its service does not list', () => {
    assert.deepEqual(user(right.replace(name, 'welcomeWhenUserRegistered')), [
      `${file}:2 welcomeWhenUserRegistered is not listed in services/user/src/service.ts (reactions)`,
    ])
  })

  it('looks into the lists beside the wiring', () => {
    const told = found({
      'services/user/package.json': '{ "name": "@eventflow/user" }',
      'services/user/src/service.ts': "import { profileReactions } from './profile-reactions.js'",
      'services/user/src/profile-reactions.ts': `import { ${name} } from './create-profile/create-profile-when-user-registered.js'`,
      [file]: right,
    })
    assert.deepEqual(told, [])
  })

  it('finds one in a file of another name', () => {
    assert.deepEqual(user(right, 'services/user/src/profile.ts'), [
      'services/user/src/profile.ts:2 a reaction stands in a file of its own, <do-this>-when-<that-happened>.ts (reactions)',
    ])
  })

  it('knows events of several words', () => {
    const path = file.replace('user-registered', 'user-email-verification-requested')
    const told = user(right.replace('UserRegistered,', 'UserEmailVerificationRequested,'), path)
    assert.deepEqual(told, [`${path}:2 ${name} is not listed in services/user/src/service.ts (reactions)`])
  })
})
