// The RateLimit fields of an answer, in the form of the current draft of the HTTP working group.

export interface RateLimitState {
  policy: string
  limit: number
  windowSeconds: number
  remaining: number
  resetSeconds: number
}

export const rateLimitHeaders = (state: RateLimitState): Record<string, string> => ({
  'ratelimit-policy': `"${state.policy}";q=${state.limit};w=${state.windowSeconds}`,
  ratelimit: `"${state.policy}";r=${Math.max(0, state.remaining)};t=${Math.max(0, state.resetSeconds)}`,
})
