// Ours of single posts: the API of the activity service alone; what it takes waits in the queue.
import { openActivity } from './activity-service.js'
import { announce } from './listening.js'

async function main(): Promise<void> {
  const { url, token, close } = await openActivity({ withWorker: false })
  announce(url, close, { token: token() })
}

void main()
