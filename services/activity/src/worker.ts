// Runs the worker of the activity service as a process of its own.
import { run } from '@eventflow/runtime'
import { activityWorker } from './worker-service.js'

void run(activityWorker)
