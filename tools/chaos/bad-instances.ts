// Instances of a service that no service should have: one never answers, one breaks off every other call, one talks nonsense.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export interface BadInstance {
  url: string
  close(): void
}

async function open(behave: (socket: Socket) => void): Promise<BadInstance> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    behave(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

export const openHanging = (): Promise<BadInstance> => open((socket) => void socket.resume())

const answer = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}'

export function openFlapping(): Promise<BadInstance> {
  let calls = 0
  return open((socket) =>
    socket.on('data', () => {
      calls++
      if (calls % 2 === 0) socket.write(answer)
      else socket.destroy()
    }),
  )
}

export const openGarbage = (): Promise<BadInstance> =>
  open((socket) => socket.once('data', () => void socket.end('HTTP/9.9 tea\r\nx: \0\r\n\r\nnot http at all')))
