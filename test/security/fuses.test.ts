import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../build/entries.ts';
import { builderConfig } from '../../build/packaging/builder-config.ts';
import { targets } from '../../build/packaging/target.ts';

describe.each(targets)('an installer for $platform-$arch', (target) => {
  const config = builderConfig({ target, built: 'dist', output: 'out' });

  it('runs the studio and cannot be made to run anything else', () => {
    expect(config.electronFuses).toMatchObject({
      ...{ runAsNode: false, enableNodeOptionsEnvironmentVariable: false },
      ...{ enableNodeCliInspectArguments: false, enableCookieEncryption: true },
      ...{ enableEmbeddedAsarIntegrityValidation: true, onlyLoadAppFromAsar: true },
      grantFileProtocolExtraPrivileges: false,
    });
    expect(config.asar).toBe(true);
    expect(config.disableAsarIntegrity).toBeUndefined();
  });

  it('has all code of the product in the archive, where it is guarded', () => {
    const beside = [config.asarUnpack].flat();
    expect(beside.length).toBeGreaterThan(0);
    expect(beside.filter((pattern) => /dist|package\.json|^\*/.test(pattern ?? ''))).toEqual([]);
  });
});

describe('the hardened runtime of macOS', () => {
  it('is on, and open for compiled code only', () => {
    const { mac } = builderConfig({ target: targets[0]!, built: 'dist', output: 'out' });
    expect(mac).toMatchObject({ hardenedRuntime: true });
    const file = path.join(root, mac!.entitlements!);
    expect(mac!.entitlementsInherit).toBe(mac!.entitlements);
    const keys = readFileSync(file, 'utf8').matchAll(/<key>(.*?)<\/key>/g);
    expect([...keys].map(([, key]) => key)).toEqual(['com.apple.security.cs.allow-jit']);
  });
});
