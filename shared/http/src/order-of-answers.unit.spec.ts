import assert from 'node:assert/strict'
import supertest from 'supertest'
import { admin, app, id, operator, user } from './ships-under-test.unit.spec.js'

describe('the order of answers', () => {
  const wrong = (method: 'post' | 'put', authorization = '') =>
    supertest(app)
      [method]('/v1/ships')
      .set(authorization ? { authorization } : {})

  const cases: Array<[string, () => supertest.Test, number, string]> = [
    ['who are you', () => wrong('put').type('text/plain').send('x'), 401, 'UNAUTHENTICATED'],
    ['no such method', () => wrong('put', user).type('text/plain').send('x'), 405, 'METHOD_NOT_ALLOWED'],
    ['not with your role', () => wrong('post', user).type('text/plain').send('x'), 403, 'FORBIDDEN'],
    [
      'no such type',
      () => wrong('post', operator).type('text/plain').send('{'),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['not readable', () => wrong('post', operator).type('application/json').send('{'), 400, 'MALFORMED_BODY'],
    ['not valid', () => wrong('post', operator).send({ nom: 'Fram' }), 422, 'INVALID_REQUEST'],
  ]
  for (const [index, [name, ask, status, code]] of cases.entries())
    it(`puts "${name}" in place ${index + 1}, before all that is wrong besides`, async () => {
      const answer = await ask()
      assert.deepEqual([answer.status, answer.body.code], [status, code])
      assert.equal(answer.headers['content-type'], 'application/problem+json')
    })

  it('says 401 and how to answer it to somebody without a token, also where there is nothing', async () => {
    for (const path of ['/v1/ships', `/v1/ships/${id}`, '/v1/nowhere', '/v1/ships/x/y']) {
      const answer = await supertest(app).get(path)
      assert.equal(answer.status, 401, path)
      assert.equal(answer.headers['www-authenticate'], 'Bearer')
    }
  })

  it('says 401 to a token that is not good, and that the token is what is wrong', async () => {
    const answer = await supertest(app).get('/v1/ships').set('authorization', `${user}x`).expect(401)
    assert.equal(answer.headers['www-authenticate'], 'Bearer error="invalid_token"')
  })

  it('says 404 to a user where there is nothing, and to anybody outside the API', async () => {
    await supertest(app).get('/v1/nowhere').set('authorization', user).expect(404)
    const { body } = await supertest(app).get('/nowhere').expect(404)
    assert.equal(body.code, 'NOT_FOUND')
  })

  it('says 405 without a token where some of the methods are for anyone', async () => {
    const answer = await supertest(app).post('/v1/tides').expect(405)
    assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
  })

  it('lets an admin do what operators may, and an operator not what admins may', async () => {
    await supertest(app).post('/v1/ships').set('authorization', admin).send({ name: 'Fram' }).expect(201)
    await supertest(app).delete(`/v1/ships/${id}`).set('authorization', operator).expect(403)
  })

  it('takes a bad token for none where no token is needed', async () => {
    const { body } = await supertest(app).get('/v1/tides').set('authorization', 'Bearer nonsense').expect(200)
    assert.deepEqual(body, {})
  })

  it('takes tokens from the Authorization header alone', async () => {
    const token = user.slice('Bearer '.length)
    await supertest(app).get(`/v1/ships?access_token=${token}`).expect(401)
    await supertest(app).get('/v1/ships').set('cookie', `access_token=${token}`).expect(401)
    await supertest(app).get('/v1/ships').set('authorization', `Basic ${token}`).expect(401)
    await supertest(app).get('/v1/ships').set('authorization', `bearer  ${token}`).expect(200)
  })
})
