// The headers of answers that carry tokens (RFC 6749, 5.1): no cache on the way keeps them.
export const noStore = { headers: { 'cache-control': 'no-store', pragma: 'no-cache' } }
