// GET /.well-known/openid-configuration: where tokens are had, checked and ended, for programs that find it out by themselves.
import { listOf, record, text } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'

interface IdentityParts {
  issuer: string
  publicUrl: string
}

const cacheSeconds = 300
const names = () => listOf(text(100), 20)

/** Addresses come from the configuration: those of a request are whatever its sender likes. */
export const describeIdentity = (parts: IdentityParts) =>
  route({
    method: 'get',
    path: '/.well-known/openid-configuration',
    summary: 'Where the endpoints of OAuth are, and what they know (RFC 8414).',
    tag: 'oauth',
    who: 'anyone',
    answers: {
      200: {
        description: 'The document.',
        body: record({
          issuer: text(255),
          jwks_uri: text(500),
          token_endpoint: text(500),
          introspection_endpoint: text(500),
          revocation_endpoint: text(500),
          grant_types_supported: names(),
          response_types_supported: names(),
          subject_types_supported: names(),
          id_token_signing_alg_values_supported: names(),
          token_endpoint_auth_methods_supported: names(),
          introspection_endpoint_auth_methods_supported: names(),
          revocation_endpoint_auth_methods_supported: names(),
          claims_supported: names(),
          service_documentation: text(500),
        }),
      },
    },
    handle: async () =>
      ok(documentOf(parts), { headers: { 'cache-control': `public, max-age=${cacheSeconds}` } }),
  })

function documentOf({ issuer, publicUrl }: IdentityParts) {
  const at = (path: string): string => new URL(path, publicUrl).href
  return {
    issuer,
    jwks_uri: at('/.well-known/jwks.json'),
    token_endpoint: at('/v1/oauth/token'),
    introspection_endpoint: at('/v1/oauth/introspect'),
    revocation_endpoint: at('/v1/oauth/revoke'),
    grant_types_supported: ['client_credentials', 'refresh_token'],
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    claims_supported: [
      'iss',
      'aud',
      'sub',
      'sid',
      'jti',
      'iat',
      'exp',
      'auth_time',
      'client_id',
      'roles',
      'scope',
    ],
    service_documentation: at('/docs'),
  }
}
