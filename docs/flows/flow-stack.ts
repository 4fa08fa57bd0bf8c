// Several services started together, as a flow needs them, reached through the gateway alone.
import { actionService } from '@eventflow/action'
import { activityService } from '@eventflow/activity'
import { activityWorker } from '@eventflow/activity/worker'
import { authService } from '@eventflow/auth'
import { feedService } from '@eventflow/feed'
import { gatewayService } from '@eventflow/gateway'
import { notificationService } from '@eventflow/notification'
import { opsService } from '@eventflow/ops'
import { type TestStack, testStack } from '@eventflow/testing'
import { userService } from '@eventflow/user'

export interface FlowStack {
  /** The address of the gateway. */
  url: string
  /** Where each service listens, by its name; the gateway is not among them. */
  services: Readonly<Record<string, string>>
  stack: TestStack
  close(): Promise<void>
}

/** All of a flow's people come from one address, and hashing at full cost is not what flows are about. */
const forTests = {
  BCRYPT_COST: '4',
  LIMIT_REGISTER_PER_MINUTE: '100000',
  LIMIT_LOGIN_PER_MINUTE: '100000',
  LIMIT_ADDRESS_PER_MINUTE: '100000',
  LIMIT_USER_PER_MINUTE: '100000',
  LIMIT_RECOVER_PER_MINUTE: '100000',
  LIMIT_OAUTH_PER_MINUTE: '100000',
}

/** The gateway starts last, when its address is told to nobody any more; nothing listens here. */
const nowhere = 'http://127.0.0.1:9'

type Settings = Readonly<Record<string, string>>

/** `overrides` are for all of them, `own` for one of them by its name. */
export async function openFlowStack(
  overrides: Settings = {},
  own: Readonly<Record<string, Settings>> = {},
): Promise<FlowStack> {
  const stack = await testStack()
  const auth = await stack.start(authService, { ...forTests, ...overrides, ...own.auth })
  const user = await stack.start(userService, { AUTH_URL: auth.url, ...overrides, ...own.user })
  const action = await stack.start(actionService, { AUTH_URL: auth.url, ...overrides, ...own.action })
  const feed = await stack.start(feedService, { AUTH_URL: auth.url, ...overrides, ...own.feed })
  const notification = await stack.start(notificationService, {
    AUTH_URL: auth.url,
    ...overrides,
    ...own.notification,
  })
  const activity = await stack.start(activityService, {
    AUTH_URL: auth.url,
    ...overrides,
    ...own.activity,
  })
  await stack.start(activityWorker, { AUTH_URL: auth.url, ...overrides, ...own.activity })
  const urls = {
    action: action.url,
    activity: activity.url,
    auth: auth.url,
    feed: feed.url,
    notification: notification.url,
    user: user.url,
  }
  const known = addressesOf(urls)
  const ops = await stack.start(opsService, { ...known, GATEWAY_URL: nowhere, ...overrides, ...own.ops })
  const gateway = await stack.start(gatewayService, {
    ...forTests,
    ...known,
    OPS_URL: ops.url,
    ...overrides,
    ...own.gateway,
  })
  const services = { ...urls, ops: ops.url }
  return { url: gateway.url, services, stack, close: () => stack.close() }
}

/** `ACTION_URL` is where the action service listens. */
const addressesOf = (urls: Settings): Settings =>
  Object.fromEntries(Object.entries(urls).map(([name, url]) => [`${name.toUpperCase()}_URL`, url]))
