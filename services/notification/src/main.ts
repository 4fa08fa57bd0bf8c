// Runs the notification service as a process of its own.
import { run } from '@eventflow/runtime'
import { notificationService } from './service.js'

void run(notificationService)
