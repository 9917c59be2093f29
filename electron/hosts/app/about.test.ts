import { expect, it, vi } from 'vitest';
import type { LayerState } from '../../contract/tracking.ts';
import { About } from './about.ts';

const panel = vi.hoisted(() => ({ credits: '', applicationVersion: '' }));
vi.mock('electron', () => ({
  app: { setAboutPanelOptions: (options: object) => Object.assign(panel, options) },
}));

it('says all versions, and what networks have last run on', () => {
  const about = new About('1.2.3');
  expect(panel.applicationVersion).toBe('1.2.3');
  expect(panel.credits).toMatch(/^ONNX Runtime \d+\.\d+\.\d+, has not tracked yet\n/);
  expect(panel.credits).toContain(`Node.js ${process.versions.node}`);
  const layer = (provider: LayerState['provider']): void =>
    about.take({ event: 'layer', data: { provider } as LayerState });
  layer(null);
  expect(panel.credits).toContain('has not tracked yet');
  layer('dml');
  layer(null);
  expect(panel.credits).toContain('tracked on DirectML the last time');
});
