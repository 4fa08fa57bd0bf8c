// What can be told about webhooks from outside.
import { flagSetting, integerSetting } from '@eventflow/runtime'

export const webhookSettings = {
  allowPrivate: flagSetting(
    'WEBHOOKS_ALLOW_PRIVATE',
    'Whether webhooks and push subscriptions may lead to private addresses and plain HTTP: for development alone.',
    false,
  ),
  webhooksPerUser: integerSetting('WEBHOOKS_PER_USER', 'Webhooks that one user may have.', {
    min: 1,
    max: 100,
    fallback: 10,
  }),
  answerWithinMs: integerSetting(
    'WEBHOOK_ANSWER_WITHIN_MS',
    'How long a webhook or a push service may take to answer, the look-up of its name included.',
    { min: 100, max: 30_000, fallback: 15_000 },
  ),
  attempts: integerSetting(
    'WEBHOOK_ATTEMPTS',
    'How often a webhook is called before the message counts as failed.',
    {
      min: 1,
      max: 20,
      fallback: 9,
    },
  ),
  retryFirstMs: integerSetting(
    'WEBHOOK_RETRY_FIRST_MS',
    'The wait after the first call; each is four times longer, up to half a day.',
    { min: 10, max: 10_000, fallback: 5_000 },
  ),
  atOnce: integerSetting('WEBHOOKS_AT_ONCE', 'Messages that are taken to webhooks at the same time.', {
    min: 1,
    max: 200,
    fallback: 20,
  }),
  secretGraceHours: integerSetting(
    'WEBHOOK_SECRET_GRACE_HOURS',
    'How long calls are signed with a replaced secret as well.',
    { min: 0, max: 720, fallback: 24 },
  ),
  disableAfterHours: integerSetting(
    'WEBHOOK_DISABLE_AFTER_HOURS',
    'A webhook to which every call has failed for so long is switched off.',
    { min: 1, max: 720, fallback: 120 },
  ),
  attemptsKeepDays: integerSetting('WEBHOOK_ATTEMPTS_KEEP_DAYS', 'How long calls to webhooks are listed.', {
    min: 1,
    max: 365,
    fallback: 30,
  }),
}
