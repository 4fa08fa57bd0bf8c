// Typed configuration from the environment: each key described, all problems reported at once, no secret with a default.
import Joi from 'joi'
import { addressesIn } from './addresses.js'
import type { Environment } from './environment.js'

export interface Setting<T> {
  readonly environmentName: string
  readonly about: string
  readonly schema: Joi.AnySchema
  readonly secret: boolean
  /** What holds when the variable is not set; undefined means that it must be set, unless `optional`. */
  readonly fallback?: T
  readonly optional: boolean
}

export interface SettingsTree {
  readonly [name: string]: Setting<unknown> | SettingsTree
}

export type ConfigOf<Tree> = {
  [K in keyof Tree]: Tree[K] extends Setting<infer T> ? T : ConfigOf<Tree[K]>
}

/** The configuration cannot be used; `problems` holds one sentence for each variable that is missing or wrong. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`the configuration cannot be used:\n  ${problems.join('\n  ')}`)
    this.name = 'ConfigurationError'
  }
}

function setting<T>(schema: Joi.AnySchema, environmentName: string, about: string) {
  return (fallback?: T): Setting<T> => ({
    environmentName,
    about,
    schema,
    secret: false,
    optional: false,
    ...(fallback === undefined ? {} : { fallback }),
  })
}

/** Text of any kind. */
export const textSetting = (environmentName: string, about: string, fallback?: string): Setting<string> =>
  setting<string>(Joi.string(), environmentName, about)(fallback)

export const integerSetting = (
  environmentName: string,
  about: string,
  range: { min: number; max: number; fallback?: number },
): Setting<number> =>
  setting<number>(
    Joi.number().integer().min(range.min).max(range.max),
    environmentName,
    about,
  )(range.fallback)

export const flagSetting = (environmentName: string, about: string, fallback?: boolean): Setting<boolean> =>
  setting<boolean>(Joi.boolean(), environmentName, about)(fallback)

export const choiceSetting = <const T extends string>(
  environmentName: string,
  about: string,
  choice: { of: readonly T[]; fallback?: T },
): Setting<T> => setting<T>(Joi.string().valid(...choice.of), environmentName, about)(choice.fallback)

/** An address with one of the given schemes, such as `postgres`. It may carry a password, so it never reaches a log. */
export const addressSetting = (
  environmentName: string,
  about: string,
  address: { schemes: readonly string[]; fallback?: string; several?: boolean },
): Setting<string> => ({
  ...setting<string>(
    address.several ? severalHosts(address.schemes) : oneAddress(address.schemes),
    environmentName,
    about,
  )(address.fallback),
})

const oneAddress = (schemes: readonly string[]): Joi.StringSchema =>
  Joi.string().uri({ scheme: [...schemes] })

/** The hosts of a cluster stand side by side in one address, with commas in between. */
const severalHosts = (schemes: readonly string[]): Joi.StringSchema =>
  Joi.string().custom((value: string, { error }: Joi.CustomHelpers) => {
    const isAddress = (address: string) =>
      !oneAddress(schemes).validate(address).error && new URL(address).hostname !== ''
    return addressesIn(value).every(isAddress)
      ? value
      : error('string.uriCustomScheme', { scheme: schemes.join('|') })
  })

/** An address that may be missing: what it leads to is then switched off. */
export const optionalAddressSetting = (
  environmentName: string,
  about: string,
  schemes: readonly string[],
): Setting<string | undefined> => ({ ...addressSetting(environmentName, about, { schemes }), optional: true })

/** Addresses side by side, separated by commas: the instances of one service. */
export const addressesSetting = (
  environmentName: string,
  about: string,
  schemes: readonly string[],
): Setting<readonly string[]> => setting<readonly string[]>(addressList(schemes), environmentName, about)()

/** Addresses that may be missing: what they lead to is then not there. */
export const optionalAddressesSetting = (
  environmentName: string,
  about: string,
  schemes: readonly string[],
): Setting<readonly string[] | undefined> => ({
  ...addressesSetting(environmentName, about, schemes),
  optional: true,
})

const addressList = (schemes: readonly string[]): Joi.StringSchema =>
  Joi.string().custom((value: string, { error }: Joi.CustomHelpers) => {
    const addresses = value.split(',').map((address) => address.trim())
    const isAddress = (address: string) => address !== '' && !oneAddress(schemes).validate(address).error
    return addresses.every(isAddress)
      ? [...new Set(addresses)]
      : error('string.uriCustomScheme', { scheme: schemes.join('|') })
  })

/** 32 random bytes in base64 (`openssl rand -base64 32`). There is no default: a known secret is none. */
export const secretSetting = (environmentName: string, about: string): Setting<Buffer> => ({
  environmentName,
  about,
  schema: Joi.string().base64({ paddingRequired: false }).custom(decodeSecret),
  secret: true,
  optional: false,
})

/** A secret that others have made, in whatever form; without one, what it opens is open or not used. */
export const textSecretSetting = (environmentName: string, about: string): Setting<string | undefined> => ({
  environmentName,
  about,
  schema: Joi.string(),
  secret: true,
  optional: true,
})

/** Several such secrets, separated by commas: the first is used for what is new, the others for what was made with them. */
export const secretRingSetting = (environmentName: string, about: string): Setting<readonly Buffer[]> => ({
  environmentName,
  about,
  schema: Joi.string().custom((value: string, helpers: Joi.CustomHelpers) => {
    const decoded = value.split(',').map((part) => {
      const isBase64 = !Joi.string().base64({ paddingRequired: false }).validate(part.trim()).error
      return isBase64 ? decodeSecret(part.trim(), helpers) : helpers.error('string.base64')
    })
    return decoded.find((one) => !Buffer.isBuffer(one)) ?? decoded
  }),
  secret: true,
  optional: false,
})

const secretBytes = 32

function decodeSecret(value: string, { message }: Joi.CustomHelpers): Buffer | Joi.ErrorReport {
  const bytes = Buffer.from(value, 'base64')
  return bytes.length === secretBytes
    ? bytes
    : message({ custom: `"value" must be ${secretBytes} bytes, not ${bytes.length}` })
}

const isSetting = (node: Setting<unknown> | SettingsTree): node is Setting<unknown> =>
  typeof node.environmentName === 'string'

/** Every setting of a tree, for generated documentation and for whoever has to provide the values. */
export function listSettings(tree: SettingsTree): Setting<unknown>[] {
  return Object.values(tree).flatMap((node) => (isSetting(node) ? [node] : listSettings(node)))
}

/** Reads a tree of settings. Throws one ConfigurationError that names everything that is missing or wrong. */
export function readSettings<Tree extends SettingsTree>(
  tree: Tree,
  environment: Environment,
): ConfigOf<Tree> {
  const problems: string[] = []
  const config = readTree(tree, environment, problems)
  if (problems.length > 0) throw new ConfigurationError(problems)
  return config as ConfigOf<Tree>
}

function readTree(tree: SettingsTree, environment: Environment, problems: string[]): Record<string, unknown> {
  const config: Record<string, unknown> = {}
  for (const [name, node] of Object.entries(tree))
    config[name] = isSetting(node)
      ? readOne(node, environment, problems)
      : readTree(node, environment, problems)
  return config
}

function readOne(setting: Setting<unknown>, environment: Environment, problems: string[]): unknown {
  const given = environment[setting.environmentName]
  if (given === undefined || given.trim() === '') {
    if (setting.fallback === undefined && !setting.optional)
      problems.push(`${setting.environmentName} is missing: ${setting.about}`)
    return setting.fallback
  }
  const { value, error } = setting.schema.validate(given.trim(), { convert: true })
  // The value itself stays out of the message: it may be a secret, and the message goes to the log.
  if (error)
    problems.push(`${setting.environmentName} ${error.message.replace('"value" ', '')}: ${setting.about}`)
  return value
}
