import { EventEmitter } from 'node:events';
import { isMainThread } from 'node:worker_threads';

// Runs in utility processes before their own main file, and in their threads, which have no parent port.
if (isMainThread) {
  const port = Object.assign(new EventEmitter(), {
    postMessage: (message: object) => void process.send?.(message, undefined, {}, () => undefined),
  });
  process.on('message', (data) => port.emit('message', { data, ports: [] }));
  // Chromium ends utility processes together with the application.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  Object.defineProperty(process, 'parentPort', { value: port });
  Object.defineProperty(process, 'type', { value: 'utility' });
}
