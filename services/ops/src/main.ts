// Runs the ops service as a process of its own.
import { run } from '@eventflow/runtime'
import { opsService } from './service.js'

void run(opsService)
