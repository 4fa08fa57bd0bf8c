// The limit of the idle route: Express as it comes, answering the same bytes.
import type { AddressInfo } from 'node:net'
import express from 'express'
import { announce, idleAnswer } from './listening.js'

const app = express()
app.get('/v1/idle', (_request, response) => {
  response.json(idleAnswer)
})
const server = app.listen(0, '127.0.0.1', () =>
  announce(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
)
