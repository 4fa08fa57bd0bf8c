// Handles: what somebody may be called in addresses, whatever the case, and what nobody may be called.
import { createError } from '@eventflow/runtime'

/** Names that are parts of addresses, or that would let somebody pass for the platform. */
const reserved = new Set(
  [
    'about account accounts admin administrator anonymous api app auth avatar billing blog bot contact dashboard',
    'demo docs email eventflow everyone feed gateway guest help here home info legal login logout mail me moderator',
    'news nobody notifications null official operator ops orders owner password payments postmaster privacy profile',
    'profiles register root sales security self service settings staff status stream support system team terms test',
    'undefined user users webhook webmaster www you',
  ].flatMap((line) => line.split(' ')),
)

export const HandleReserved = createError('HANDLE_RESERVED', 'Nobody may be called that.', 422)

/** The form in which a handle is stored, compared and shown. Throws HandleReserved. */
export function normalHandle(handle: string): string {
  const normal = handle.toLowerCase()
  if (reserved.has(normal))
    throw HandleReserved({
      errors: [{ pointer: '/handle', code: 'HANDLE_RESERVED', detail: `"${normal}" is reserved` }],
    })
  return normal
}
