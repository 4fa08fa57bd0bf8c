// Runs the action service as a process of its own.
import { run } from '@eventflow/runtime'
import { actionService } from './service.js'

void run(actionService)
