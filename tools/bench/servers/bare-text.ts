// The limit of a page that is kept: Express as it comes, answering the same bytes out of memory.
import type { AddressInfo } from 'node:net'
import express from 'express'
import { announce } from './listening.js'

const page = process.argv[2] ?? ''
const app = express()
app.get('/v1/feed', (_request, response) => {
  response.type('json').send(page)
})
const server = app.listen(0, '127.0.0.1', () =>
  announce(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
)
