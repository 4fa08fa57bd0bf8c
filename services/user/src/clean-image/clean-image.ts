// Makes of uploaded bytes the picture that is kept and shown: told by its first bytes, checked, and freed of everything else.
import { cleanJpeg, isJpeg } from './clean-jpeg.js'
import { cleanPng, isPng } from './clean-png.js'
import { cleanWebp, isWebp } from './clean-webp.js'
import { type ImageType, refuseImage } from './image.js'

export interface CleanImage {
  type: ImageType
  content: Buffer
}

/** Throws AvatarRefused for what is no picture, not whole, too large, animated, or of another kind than was said. */
export async function cleanImage(content: Buffer, said: string): Promise<CleanImage> {
  const type = typeOf(content)
  if (!type) throw refuseImage('This is neither a PNG nor a JPEG nor a WebP picture.')
  if (type !== said) throw refuseImage(`This is ${type} and was sent as ${said}.`)
  try {
    return { type, content: await cleaners[type](content) }
  } catch (error) {
    // Read beyond its end: whatever the bytes claim, they are not all there.
    if (error instanceof RangeError) throw refuseImage('The picture is not whole.')
    throw error
  }
}

const cleaners: Record<ImageType, (content: Buffer) => Promise<Buffer> | Buffer> = {
  'image/png': cleanPng,
  'image/jpeg': cleanJpeg,
  'image/webp': cleanWebp,
}

function typeOf(content: Buffer): ImageType | undefined {
  if (isPng(content)) return 'image/png'
  if (isJpeg(content)) return 'image/jpeg'
  return isWebp(content) ? 'image/webp' : undefined
}
