// Readiness as numbers, for whoever wants to be told when a service does without something.
import { Gauge, type Registry } from 'prom-client'
import type { Health } from './health.js'

/** Asked at each scrape; the two share one report. */
export function addReadinessMetrics(registry: Registry, health: Health): void {
  const registers = [registry]
  new Gauge({
    name: 'eventflow_ready',
    help: '1 while the service is ready, else 0.',
    registers,
    async collect() {
      this.set((await health.report()).ready ? 1 : 0)
    },
  })
  new Gauge({
    name: 'eventflow_dependency_up',
    help: '1 while what the service needs answers, else 0.',
    labelNames: ['dependency'],
    registers,
    async collect() {
      const { dependencies } = await health.report()
      for (const [dependency, { ok }] of Object.entries(dependencies)) this.set({ dependency }, ok ? 1 : 0)
    },
  })
}
