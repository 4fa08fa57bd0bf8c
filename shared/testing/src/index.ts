// The door of the package: what a spec needs to prove a service against real infrastructure.
export { type BrokerProxy, brokerProxy } from './broker-proxy.js'
export { clientOf, goodPassword, signUp, type TestUser, uniqueEmail } from './client.js'
export { type TestClock, testClock } from './clock.js'
export { decision } from './decision.js'
export { collectEvents, type SeenEvent, sendEvent } from './events.js'
export { eventually } from './eventually.js'
export { type TestIdentity, testIdentity } from './identity.js'
export { describeReaction } from './reaction-spec.js'
export { type TestStack, testStack } from './service-under-test.js'
export {
  repositoryRoot,
  stackAddresses,
  throwAwayBroker,
  throwAwayDatabase,
} from './stack.js'
