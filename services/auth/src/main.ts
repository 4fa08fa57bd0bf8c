// Runs the auth service as a process of its own.
import { run } from '@eventflow/runtime'
import { authService } from './service.js'

void run(authService)
