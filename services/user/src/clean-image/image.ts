// What an image has to be before it is kept: of a kind we know, whole, of bounded size, and nothing beside the picture.
import { createError } from '@eventflow/runtime'

export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp'

export interface Size {
  width: number
  height: number
}

export const AvatarRefused = createError('AVATAR_REFUSED', 'The picture cannot be kept as it is.', 422)

export const refuseImage = (detail: string): Error =>
  AvatarRefused({ detail, errors: [{ pointer: '', code: 'AVATAR_REFUSED', detail }] })

const longestSide = 4_096

/** A few bytes may claim a picture that fills the memory of whoever shows it. */
export function boundedSize(size: Size): Size {
  const { width, height } = size
  if (width < 1 || height < 1) throw refuseImage('The picture has no size.')
  if (width > longestSide || height > longestSide)
    throw refuseImage(`The picture is ${width} x ${height}; at most ${longestSide} on a side are kept.`)
  return size
}
