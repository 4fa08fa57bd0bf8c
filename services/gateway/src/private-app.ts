// The gateway's second, private port: metrics, which are nobody's business outside.
import { addMetrics } from '@eventflow/http'
import express, { type Express } from 'express'
import type { Registry } from 'prom-client'

export function createPrivateApp(metrics: Registry): Express {
  const app = express()
  app.disable('x-powered-by')
  addMetrics(app, metrics)
  return app
}
