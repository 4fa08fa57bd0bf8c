// Runs the activity service as a process of its own.
import { run } from '@eventflow/runtime'
import { activityService } from './service.js'

void run(activityService)
