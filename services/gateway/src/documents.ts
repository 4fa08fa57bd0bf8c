// The merged OpenAPI document of the services behind the gateway, and Swagger UI to read it with.
import { mergeOpenApi } from '@eventflow/http'
import type { Logger } from '@eventflow/runtime'
import { type RequestHandler, type Response, Router, static as serveStatic } from 'express'
import { getAbsoluteFSPath } from 'swagger-ui-dist'
import type { FindRoute } from './find-route.js'
import type { Upstreams } from './upstreams.js'

type Document = Record<string, unknown>

interface DocumentParts {
  upstreams: Upstreams
  findRoute: FindRoute
  logger: Logger
}

const freshForMs = 15_000
const fetchWithinMs = 3_000

/** A service that is away just now is left out; its paths come back with it. */
export function mergedDocument({ upstreams, findRoute, logger }: DocumentParts): () => Promise<Document> {
  let latest: { at: number; document: Promise<Document> } | undefined
  const fetchOne = async (service: string): Promise<Document[]> => {
    try {
      const signal = AbortSignal.timeout(fetchWithinMs)
      const { pool } = upstreams.of(service).pick([])
      const { body } = await pool.request({ path: '/openapi.json', method: 'GET', signal })
      const document = (await body.json()) as Document
      if (typeof document.paths !== 'object' || document.paths === null) throw new Error('it has no paths')
      return [document]
    } catch (error) {
      logger.warn('a service did not show its document', { service, error: (error as Error).message })
      return []
    }
  }
  const merge = async () => {
    const documents = (await Promise.all(upstreams.names.map(fetchOne))).flat()
    return mergeOpenApi(documents.map((document) => withReachablePaths(document, findRoute)))
  }
  return () => {
    if (!latest || Date.now() - latest.at > freshForMs) latest = { at: Date.now(), document: merge() }
    return latest.document
  }
}

/** Without what cannot be reached from outside: neither a path nor a method that the table does not list. */
function withReachablePaths(document: Document, findRoute: FindRoute): Document {
  const paths = Object.entries(document.paths as Record<string, Document>).flatMap(([path, operations]) => {
    const reachable = Object.entries(operations).filter(
      ([method]) => findRoute(method.toUpperCase(), path)?.route,
    )
    return reachable.length === 0 ? [] : [[path, Object.fromEntries(reachable)]]
  })
  return { ...document, paths: Object.fromEntries(paths) }
}

const initializer = `window.onload = () => {
  window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: 'StandaloneLayout' })
}`

/** Swagger UI brings its own styles inline, so this page alone has a wider policy than the API. */
const pagePolicy = [
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
  "base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
].join('; ')

export function documentationPages(): RequestHandler {
  const pages = Router()
  pages.use((_request, response: Response, next) => {
    response.setHeader('content-security-policy', pagePolicy)
    next()
  })
  pages.get(
    '/swagger-initializer.js',
    (_request, response: Response) => void response.type('js').send(initializer),
  )
  pages.use(serveStatic(getAbsoluteFSPath(), { maxAge: '1h' }))
  return pages
}
