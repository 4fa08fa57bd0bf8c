import assert from 'node:assert/strict'
import { signedHeaders } from './s3-bucket.js'

describe('the signature of a request to S3', () => {
  it('is the one that the signer of AWS makes', () => {
    const headers = signedHeaders('PUT', new URL('http://127.0.0.1:7070/eventflow'), {
      accessKey: 'AKIDEXAMPLE',
      secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      at: new Date('2026-11-21T12:00:00Z'),
    })
    assert.match(
      headers.authorization ?? '',
      /Signature=de73afcf087e4ecae9353e0b23fac012d90443ea52dd036c13425d40fe895a10$/,
    )
  })
})
