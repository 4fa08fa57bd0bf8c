// Pictures of people: how their files are called, where they are kept, and under which address they are found.
import { createHash } from 'node:crypto'
import type { CleanImage } from './clean-image/clean-image.js'
import type { ImageType } from './clean-image/image.js'

const endings: Record<ImageType, string> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' }
export const imageTypes = Object.keys(endings) as ImageType[]

/** By its content: another picture has another name, and so another address. */
export const avatarNameOf = ({ type, content }: CleanImage): string =>
  `${createHash('sha256').update(content).digest('hex').slice(0, 32)}.${endings[type]}`

export const avatarTypeOf = (name: string): ImageType =>
  imageTypes.find((type) => name.endsWith(`.${endings[type]}`)) ?? 'image/png'

export const avatarsOf = (userId: string): string => `avatars/${userId}/`
export const avatarKeyOf = (userId: string, name: string): string => `${avatarsOf(userId)}${name}`

interface Pictured {
  userId: string
  avatar: string | null
}

/** A path of this API, as `Location` and `Link` have them. */
export const avatarUrlOf = ({ userId, avatar }: Pictured): string | null =>
  avatar === null ? null : `/v1/profiles/${userId}/avatar?v=${avatar}`
