// What is counted of copies and erasures.
import { Gauge, type Registry } from 'prom-client'

export interface JobMetrics {
  overdue: Gauge<'kind'>
}

export const jobMetrics = (registry: Registry): JobMetrics => ({
  overdue: new Gauge({
    name: 'eventflow_jobs_overdue',
    help: 'Copies and erasures of data that not all services have answered in time.',
    labelNames: ['kind'],
    registers: [registry],
  }),
})
