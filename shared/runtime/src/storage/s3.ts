// Files on an S3 server: within time limits, tried again by the client where that is safe, and found by the bucket's own path.
import type { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Logger } from '../logger.js'
import type { ConfigOf } from '../settings.js'
import type { storageSettings } from '../storage-settings.js'
import type { Shelf } from './storage.js'

const connectWithinMs = 2_000
const answerWithinMs = 10_000
const attempts = 3

/** Opens at once; a server that is away is told by readiness, and whoever needs a file meanwhile gets its error. */
export async function openS3(config: ConfigOf<typeof storageSettings>, logger: Logger): Promise<Shelf> {
  const { endpoint, bucket, region, accessKey = '', secretKey = '' } = config
  const client = new S3Client({
    endpoint,
    region,
    // The bucket stands in the path: servers of one's own rarely have a name for each bucket.
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: connectWithinMs,
      requestTimeout: answerWithinMs,
      throwOnRequestTimeout: true,
    },
  })
  const within = () => ({ abortSignal: AbortSignal.timeout(attempts * answerWithinMs) })
  const Bucket = bucket
  await client
    .send(new CreateBucketCommand({ Bucket }), within())
    // Mostly it is there, or somebody else makes it; whether it can be used is for readiness to tell.
    .catch((error: Error) => logger.debug('the bucket was not made', { bucket, error: error.name }))
  return {
    put: async (Key, Body) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: Body.length }), within())
    },
    get: async (Key) => {
      try {
        const { Body, ContentLength } = await client.send(new GetObjectCommand({ Bucket, Key }), within())
        return Body ? { bytes: ContentLength ?? 0, content: Body as Readable } : undefined
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
    remove: async (Key) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key }), within())
    },
    list: async (Prefix, MaxKeys) => {
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket, Prefix, MaxKeys }),
        within(),
      )
      return Contents.map(({ Key = '', Size = 0 }) => ({ key: Key, bytes: Size }))
    },
    dependency: {
      name: 'storage',
      check: async () => void (await client.send(new HeadBucketCommand({ Bucket }), within())),
    },
    close: async () => client.destroy(),
  }
}
