import { powerMonitor } from 'electron';
import type { Power } from '../../services/ports/power.ts';

/** Where this machine gets its power from. The application must be ready. */
export function systemPower(): Power {
  return {
    get source() {
      return powerMonitor.isOnBatteryPower() ? 'battery' : 'mains';
    },
    onChange(listener) {
      powerMonitor.on('on-battery', listener);
      powerMonitor.on('on-ac', listener);
      return () => {
        powerMonitor.off('on-battery', listener);
        powerMonitor.off('on-ac', listener);
      };
    },
  };
}
