// Jobs that all services take part in, a copy of somebody's data or their erasure: who has answered, and when it is done.
import { keepersOfPersonalData } from '@eventflow/contracts'
import { newId } from '@eventflow/runtime'

export interface JobPart {
  service: string
  status: 'pending' | 'done'
  counts?: Record<string, number>
  /** Where a service has put its part of a copy. */
  location?: string
}

export const jobStatuses = ['pending', 'running', 'done', 'failed'] as const

export interface Job {
  id: string
  kind: 'export' | 'erasure'
  userId: string
  status: (typeof jobStatuses)[number]
  parts: JobPart[]
  createdAt: Date
  finishedAt: Date | null
}

export const newJob = (kind: Job['kind'], userId: string, now: Date): Job => ({
  id: newId(),
  kind,
  userId,
  status: 'pending',
  parts: keepersOfPersonalData.map((service) => ({ service, status: 'pending' })),
  createdAt: now,
  finishedAt: null,
})

export const isOpen = ({ status }: Pick<Job, 'status'>): boolean =>
  status === 'pending' || status === 'running'

/** The job with the answer of a service; undefined when that changes nothing. */
export function withAnswer(job: Job, answer: Omit<JobPart, 'status'>, now: Date): Job | undefined {
  const awaited = job.parts.find(({ service }) => service === answer.service)
  if (!isOpen(job) || awaited?.status !== 'pending') return undefined
  const parts = job.parts.map((part): JobPart => (part === awaited ? { ...answer, status: 'done' } : part))
  const isDone = parts.every(({ status }) => status === 'done')
  return { ...job, parts, ...(isDone ? { status: 'done', finishedAt: now } : { status: 'running' }) }
}

/** Where a copy lies is of no use outside. */
export const shownJob = ({ id, status, createdAt, finishedAt, parts }: Job) => ({
  id,
  status,
  createdAt,
  ...(finishedAt === null ? {} : { finishedAt }),
  parts: parts.map(({ location: _, ...part }) => part),
})
