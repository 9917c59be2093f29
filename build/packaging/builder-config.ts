import path from 'node:path';
import type { Configuration, FileSet as BuilderFileSet } from 'electron-builder';
import { root } from '../entries.ts';
import { fuses } from './fuses.ts';
import { builtFiles, ownFiles, packageFiles, unpackedFiles } from './shipped-files.ts';
import type { Target } from './target.ts';

/** Name of the program as people see it. */
export const productName = 'LoReTrack Studio';

/** Who makes the installers; Debian's format wants both, and there is no default that would be true. */
export interface Publisher {
  readonly homepage: string;
  /** `Name <address>`. */
  readonly maintainer: string;
}

/** The publisher that LORETRACK_HOMEPAGE and LORETRACK_MAINTAINER name; undefined unless both are set. */
export function publisherOf(env: NodeJS.ProcessEnv): Publisher | undefined {
  const { LORETRACK_HOMEPAGE: homepage = '', LORETRACK_MAINTAINER: maintainer = '' } = env;
  return homepage === '' || maintainer === '' ? undefined : { homepage, maintainer };
}

/** What an installer is made of and where it goes. */
export interface Packaging {
  readonly target: Target;
  /** Folder with the built `electron`, `renderer` and `icons`. */
  readonly built: string;
  /** Folder that installers are written to. */
  readonly output: string;
  /** Without a publisher there is no Debian package. */
  readonly publisher?: Publisher | undefined;
}

/**
 * electron-builder's configuration. Signing and notarising are switched on by the environment variables
 * that electron-builder itself knows; without them installers are unsigned.
 * @throws Error naming a package that is needed and not installed
 */
export function builderConfig({ target, built, output, publisher }: Packaging): Configuration {
  const icons = path.join(built, 'icons');
  const sets = [...builtFiles(built), ...packageFiles(root, target)].map(
    ({ from, to, filter }): BuilderFileSet => ({ from, to, filter: [...filter] }),
  );
  return {
    appId: 'studio.loretrack.desktop',
    productName,
    copyright: 'Copyright © the LoReTrack Studio authors',
    directories: {
      output,
      buildResources: 'build/packaging',
    },
    files: [...ownFiles, ...sets],
    asar: true,
    asarUnpack: [...unpackedFiles],
    // The packages are listed above: what else is installed is not looked at.
    beforeBuild: () => Promise.resolve(false),
    electronFuses: { ...fuses, resetAdHocDarwinSignature: target.platform === 'darwin' },
    electronLanguages: ['en-US'],
    publish: null,
    extraMetadata: { ...(publisher && { homepage: publisher.homepage }) },
    fileAssociations: [
      {
        ext: 'loretrack',
        name: 'LoReTrack project',
        description: 'Labelled videos of LoReTrack Studio',
        mimeType: 'application/x-loretrack',
        role: 'Editor',
      },
    ],
    win: {
      target: ['nsis'],
      icon: path.join(icons, 'icon.ico'),
    },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    mac: {
      target: ['dmg'],
      icon: path.join(icons, 'icon.icns'),
      category: 'public.app-category.graphics-design',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: 'build/packaging/entitlements.plist',
      entitlementsInherit: 'build/packaging/entitlements.plist',
    },
    linux: {
      target: publisher === undefined ? ['AppImage'] : ['AppImage', 'deb'],
      icon: path.join(icons, 'linux'),
      category: 'Graphics',
      synopsis: 'Label video with a tracker that learns from your corrections',
      ...(publisher && { maintainer: publisher.maintainer }),
    },
  };
}
