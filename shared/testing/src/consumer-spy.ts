// Listens to the frames between clients and a broker, and speaks in the name of the clients, which hear nothing of it.
import type { Socket } from 'node:net'

export interface ConsumerSpy {
  /** The names under which the broker knows the consumers of all connections. */
  consumers(): string[]
  /** Lets the broker forget the consumers of all connections, which hear nothing of it; answers how many there were. */
  forgetConsumers(): number
  /** Lets the broker close every channel that consumes, for an error in the protocol; answers how many there were. */
  killChannels(): number
}

export function spyOnConsumers() {
  const listeners = new Map<Socket, ReturnType<typeof hearConsumers>>()
  const speak = (frameOf: (channel: number, tag: string) => Buffer): number => {
    const spoken = [...listeners].flatMap(([far, { consumers }]) =>
      [...consumers].map(([channel, tag]) => far.write(frameOf(channel, tag))),
    )
    return spoken.length
  }
  const acts: ConsumerSpy = {
    consumers: () => [...listeners.values()].flatMap(({ consumers }) => [...consumers.values()]),
    forgetConsumers: () => speak(cancelFrame),
    killChannels: () => speak(wrongAckFrame),
  }
  return {
    acts,
    /** `far` is the line to the broker. */
    follow: (far: Socket) => {
      const listener = hearConsumers()
      listeners.set(far, listener)
      far.on('data', listener.hear)
      far.on('close', () => listeners.delete(far))
    },
  }
}

const frameHead = 7
const consumeOk = Buffer.from([0, 60, 0, 21])

/** Follows the frames from the broker and remembers the latest consumer of each channel. */
function hearConsumers() {
  const consumers = new Map<number, string>()
  let rest = Buffer.alloc(0)
  return {
    hear: (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes])
      while (rest.length >= frameHead && rest.length > frameHead + rest.readUInt32BE(3)) {
        const end = frameHead + rest.readUInt32BE(3)
        const payload = rest.subarray(frameHead, end)
        if (payload.subarray(0, 4).equals(consumeOk))
          consumers.set(rest.readUInt16BE(1), payload.subarray(5).toString())
        rest = rest.subarray(end + 1)
      }
    },
    consumers,
  }
}

/** basic.cancel that wants no answer. */
const cancelFrame = (channel: number, tag: string): Buffer =>
  frame(channel, Buffer.concat([Buffer.from([0, 60, 0, 30, tag.length]), Buffer.from(tag), Buffer.from([1])]))

/** basic.ack of a message that was never given out. */
const wrongAckFrame = (channel: number): Buffer =>
  frame(channel, Buffer.from([0, 60, 0, 80, 127, 255, 255, 255, 255, 255, 255, 255, 0]))

function frame(channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(frameHead)
  head.writeUInt8(1, 0)
  head.writeUInt16BE(channel, 1)
  head.writeUInt32BE(payload.length, 3)
  return Buffer.concat([head, payload, Buffer.from([206])])
}
