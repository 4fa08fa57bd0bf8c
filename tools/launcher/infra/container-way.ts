// The way through Docker for a server of which one needs to know ports, password and address only.
import type { Ground, Provided } from '../component.js'
import { type ContainerPlan, findEngine, runContainer } from './container.js'
import type { NotHere, Way } from './ways.js'

export interface ContainerServer {
  /** The service in docker-compose.yml. */
  service: string
  title: string
  describe: (ground: Ground) => Promise<ContainerFacts>
}

export interface ContainerFacts extends Pick<ContainerPlan<string>, 'variables'> {
  port: number
  addresses: Record<string, string>
  /** Its version; throws as long as it does not answer. */
  ask: () => Promise<string>
}

export function containerWay({ service, title, describe }: ContainerServer): Way {
  return async (ground): Promise<Provided | NotHere> => {
    const engine = await findEngine(ground)
    if ('not' in engine) return engine
    const { port, addresses, ...facts } = await describe(ground)
    const { process, answer } = await runContainer({ ...engine, service, title, ...facts }, ground)
    return { how: `${title} ${answer} in Docker on port ${port}`, addresses, owned: [process] }
  }
}
