// Runs the user service as a process of its own.
import { run } from '@eventflow/runtime'
import { userService } from './service.js'

void run(userService)
