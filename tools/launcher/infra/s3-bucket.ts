// Makes the bucket on an S3 server, by one request signed with AWS Signature Version 4.
import { createHash, createHmac } from 'node:crypto'

export interface Bucket {
  endpoint: string
  accessKey: string
  secretKey: string
  name: string
}

const REGION = 'us-east-1'
const ANSWER_WITHIN_MS = 5000

/** True once the bucket is there; throws the server's own words when it refuses. */
export async function makeBucket(bucket: Bucket): Promise<true> {
  const url = new URL(`${bucket.endpoint.replace(/\/$/, '')}/${bucket.name}`)
  const headers = signedHeaders('PUT', url, { ...bucket, at: new Date() })
  const answer = await fetch(url, {
    method: 'PUT',
    headers,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch((error: Error) => {
    // fetch itself only says that it failed.
    throw error.cause instanceof Error ? error.cause : error
  })
  const body = await answer.text()
  // 409 with this code only: the name may also belong to somebody else.
  if (answer.ok || body.includes('BucketAlreadyOwnedByYou')) return true
  throw new Error(/<Message>(.*?)<\/Message>/.exec(body)?.[1] ?? `status ${answer.status}`)
}

export interface Signer {
  accessKey: string
  secretKey: string
  at: Date
}

/** The headers that prove who sends a request without a body and without a query. */
export function signedHeaders(
  method: string,
  url: URL,
  { accessKey, secretKey, at }: Signer,
): Record<string, string> {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const day = time.slice(0, 8)
  const payload = sha256('')
  const signed = 'host;x-amz-content-sha256;x-amz-date'
  const lines = [`host:${url.host}`, `x-amz-content-sha256:${payload}`, `x-amz-date:${time}`, '']
  const canonical = [method, url.pathname, '', ...lines, signed, payload].join('\n')
  const scope = `${day}/${REGION}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const steps = [day, REGION, 's3', 'aws4_request']
  const key = steps.reduce<Buffer>((previous, step) => hmac(previous, step), Buffer.from(`AWS4${secretKey}`))
  const signature = hmac(key, text).toString('hex')
  return {
    'x-amz-content-sha256': payload,
    'x-amz-date': time,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()
