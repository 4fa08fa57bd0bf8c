import assert from 'node:assert/strict'
import { clientOf, type TestUser } from '@eventflow/testing'
import jwt from 'jsonwebtoken'
import { type AuthUnderTest, authUnderTest, signUpAs } from './auth-under-test.int.spec.js'
import { codeAt, stepAt } from './totp.js'

describe('staff, where they need a second factor', () => {
  let auth: AuthUnderTest

  before(async () => {
    auth = await authUnderTest({ STAFF_NEED_SECOND_FACTOR: 'true' })
  })

  after(() => auth.close())

  const rolesIn = ({ accessToken }: Pick<TestUser, 'accessToken'>) =>
    (jwt.decode(accessToken) as jwt.JwtPayload).roles as string[]

  it('are users like others until they have one, and staff in sessions that were begun with it', async () => {
    const admin = await signUpAs(auth, 'user', 'admin')
    assert.deepEqual(rolesIn(admin), ['user'])
    await clientOf(auth.url, admin).get('/v1/users').expect(403)
    const { body: enrolled } = await clientOf(auth.url, admin).post('/v1/auth/otp').expect(201)
    const codeOf = (which: number) => codeAt(enrolled.secret, stepAt(new Date()) + which)
    await auth.post('/v1/auth/otp/confirm', { otp: codeOf(0) }, admin).expect(204)
    const refreshed = await auth.post('/v1/auth/refresh', { refreshToken: admin.refreshToken }).expect(200)
    assert.deepEqual(rolesIn(refreshed.body), ['user'], 'a session is what it was begun as')
    const { email, password } = admin
    const { body } = await auth.post('/v1/auth/login', { email, password, otp: codeOf(1) }).expect(200)
    assert.deepEqual(rolesIn(body), ['user', 'admin'])
    await clientOf(auth.url, body).get('/v1/users').expect(200)
    const next = await auth.post('/v1/auth/refresh', { refreshToken: body.refreshToken }).expect(200)
    assert.deepEqual(rolesIn(next.body), ['user', 'admin'])
    const [recovery] = enrolled.recoveryCodes
    const again = await auth
      .post('/v1/auth/reauthenticate', { password, otp: recovery }, next.body)
      .expect(200)
    assert.deepEqual(rolesIn(again.body), ['user', 'admin'])
  })
})
