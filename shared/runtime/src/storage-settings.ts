// Settings of the storage for files, apart from the client so that listing them loads nothing heavy.
import { addressSetting, textSecretSetting, textSetting } from './settings.js'

export const storageSettings = {
  endpoint: addressSetting(
    'S3_ENDPOINT',
    'Where files are kept: an S3 server, or a folder as `file:///...` where there is none.',
    { schemes: ['http', 'https', 'file'] },
  ),
  accessKey: textSecretSetting('S3_ACCESS_KEY', 'The name by which the S3 server knows us.'),
  secretKey: textSecretSetting('S3_SECRET_KEY', 'The key that proves it.'),
  bucket: textSetting('S3_BUCKET', 'The bucket that holds the files.', 'eventflow'),
  region: textSetting('S3_REGION', 'The region of the S3 server.', 'us-east-1'),
}
