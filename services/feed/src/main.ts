// Runs the feed service as a process of its own.
import { run } from '@eventflow/runtime'
import { feedService } from './service.js'

void run(feedService)
