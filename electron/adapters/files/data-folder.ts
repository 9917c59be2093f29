import { homedir } from 'node:os';
import path from 'node:path';

/** Where the studio keeps what belongs to a person: LORETRACK_HOME, or the platform's folder for such data. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { LORETRACK_HOME, APPDATA, XDG_DATA_HOME } = env;
  if (LORETRACK_HOME !== undefined && LORETRACK_HOME !== '') return path.resolve(LORETRACK_HOME);
  const home = homedir();
  switch (process.platform) {
    case 'win32':
      return path.join(APPDATA ?? path.join(home, 'AppData', 'Roaming'), 'LoReTrack Studio');
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'LoReTrack Studio');
    default:
      return path.join(XDG_DATA_HOME ?? path.join(home, '.local', 'share'), 'loretrack-studio');
  }
}
