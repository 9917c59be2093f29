import path from 'node:path';
import type { DistillationSettings } from '../../electron/contract/distillation.ts';
import { temporaryStudio } from './temporary-studio.ts';

// Opens the project of a studio's folder, begins to distill, and writes every state of its runs as a line of JSON.
const [folder, settings] = process.argv.slice(2) as [string, string];
const { service } = await temporaryStudio(undefined, { folder });
service.subscribe((message) => {
  if (message.event === 'distillation') process.stdout.write(`${JSON.stringify(message.data)}\n`);
});
await service.openProject({ path: path.join(folder, 'a.loretrack') });
await service.startDistillation({
  name: 'Killed',
  settings: JSON.parse(settings) as DistillationSettings,
  onBattery: true,
});
