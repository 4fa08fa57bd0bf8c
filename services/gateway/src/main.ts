// Runs the gateway as a process of its own.
import { run } from '@eventflow/runtime'
import { gatewayService } from './service.js'

void run(gatewayService)
