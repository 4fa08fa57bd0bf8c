import assert from 'node:assert/strict'
import { clientOf, eventually, signUp } from '@eventflow/testing'
import jwt from 'jsonwebtoken'
import { type OauthUnderTest, oauthUnderTest, type Registered } from './oauth-under-test.int.spec.js'

describe('OAuth clients', () => {
  let oauth: OauthUnderTest
  let auth: OauthUnderTest['auth']
  let url: OauthUnderTest['url']
  let events: OauthUnderTest['events']
  let redis: OauthUnderTest['redis']
  let admin: OauthUnderTest['admin']
  let register: OauthUnderTest['register']
  let form: OauthUnderTest['form']
  let tokenFor: OauthUnderTest['tokenFor']
  let introspect: OauthUnderTest['introspect']
  let audited: OauthUnderTest['audited']

  before(async () => {
    oauth = await oauthUnderTest()
    ;({ auth, url, events, redis, admin, register, form, tokenFor, introspect, audited } = oauth)
  })

  after(() => oauth.close())

  describe('their administration', () => {
    it('is for admins', async () => {
      const user = await signUp(url)
      await clientOf(url, user).get('/v1/oauth/clients').expect(403)
      await clientOf(url, user).post('/v1/oauth/clients').send({ name: 'Mine' }).expect(403)
      await clientOf(url).get('/v1/oauth/clients').expect(401)
    })

    it('shows a secret once, and keeps its hash alone', async () => {
      const { id, secret } = await register({ name: 'Once' })
      assert.equal(Buffer.from(secret, 'base64url').length, 32)
      const caller = clientOf(url, admin)
      const shown = [
        await caller.get(`/v1/oauth/clients/${id}`),
        await caller.get('/v1/oauth/clients?limit=100'),
      ]
      for (const { status, text } of shown) {
        assert.equal(status, 200)
        assert.ok(text.includes(id))
        assert.ok(!text.includes(secret))
      }
      const rows = JSON.stringify([
        await auth.query('select * from oauth_clients'),
        await auth.query('select * from client_tokens'),
      ])
      assert.ok(rows.includes(id))
      assert.ok(!rows.includes(secret))
    })

    it('lists them in pages, each once', async () => {
      for (let count = 0; count < 3; count++) await register()
      const seen: string[] = []
      let next: string | null = ''
      for (let page = 0; next !== null && page < 100; page++) {
        const query: string = next === '' ? '' : `&cursor=${next}`
        const { body } = await clientOf(url, admin).get(`/v1/oauth/clients?limit=2${query}`).expect(200)
        seen.push(...body.items.map(({ id }: Registered) => id))
        next = body.next
      }
      const [{ count }] = (await auth.query('select count(*)::int as count from oauth_clients')) as [
        { count: number },
      ]
      assert.equal(seen.length, count)
      assert.equal(new Set(seen).size, count)
    })

    it('S30: refuses roles that do not exist, scopes that are none, and fields that are not its own', async () => {
      const refused = async (wishes: object) => {
        const asked = clientOf(url, admin)
          .post('/v1/oauth/clients')
          .send({ name: 'Bad', ...wishes })
        return (await asked.expect(422)).body.errors[0].pointer
      }
      assert.equal(await refused({ roles: ['emperor'] }), '/roles/0')
      assert.equal(await refused({ scopes: ['two words'] }), '/scopes/0')
      assert.equal(await refused({ scopes: Array.from({ length: 21 }, (_, at) => `s${at}`) }), '/scopes')
      assert.equal(await refused({ secretHash: 'mine' }), '/secretHash')
    })

    it('replaces a secret with a grace for the old one, or without', async () => {
      const client = await register()
      const rotate = async (body: object) =>
        (
          await clientOf(url, admin)
            .post(`/v1/oauth/clients/${client.id}/rotate-secret`)
            .send(body)
            .expect(200)
        ).body
      const second = await rotate({})
      await tokenFor(client)
      await tokenFor(second)
      const third = await rotate({ graceSeconds: 0 })
      const grant = { grant_type: 'client_credentials' }
      await form('token', grant, client).expect(401)
      await form('token', grant, second).expect(401)
      await tokenFor(third)
    })

    it('ends the tokens of a client with the client', async () => {
      const [client, other] = [await register(), await register()]
      const { access_token: token } = await tokenFor(client)
      await clientOf(url, admin).delete(`/v1/oauth/clients/${client.id}`).expect(204)
      assert.deepEqual(await introspect(token, other), { active: false })
      const { sid } = jwt.decode(token) as jwt.JwtPayload
      assert.equal(await redis.client.exists(`revoked:${sid}`), 1)
      await form('token', { grant_type: 'client_credentials' }, client).expect(401)
      await clientOf(url, admin).delete(`/v1/oauth/clients/${client.id}`).expect(404)
    })

    it('is audited, each act and each refusal, without a secret in it', async () => {
      const client = await register({ name: 'Audited' })
      const { access_token: token } = await tokenFor(client)
      await form('revoke', { token }, client).expect(200)
      await clientOf(url, admin).delete(`/v1/oauth/clients/${client.id}`).expect(204)
      await clientOf(url, admin).delete(`/v1/oauth/clients/${client.id}`).expect(404)
      await eventually(() => {
        const about = (action: string) =>
          audited(action).filter(({ target }) => target === `client:${client.id}`)
        assert.deepEqual(
          about('auth.client.created').map(({ actor }) => actor),
          [{ kind: 'user', id: admin.id }],
        )
        assert.deepEqual(
          about('auth.client.deleted').map(({ outcome }) => outcome),
          ['done', 'refused'],
        )
        for (const action of ['auth.client-token.issued', 'auth.client-token.revoked'])
          assert.ok(
            audited(action).some(({ actor }) => (actor as { id: string }).id === client.id),
            action,
          )
      })
      const told = JSON.stringify(events.seen('audit.recorded'))
      assert.ok(!told.includes(client.secret))
      assert.ok(!told.includes(token))
    })
  })
})
