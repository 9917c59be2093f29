import { describe, expect, it } from 'vitest';
import { checkNames } from './check-names.ts';

describe('checkNames', () => {
  it.each([
    'node_modules/@ffmpeg-installer/linux-x64/ffmpeg',
    'node_modules/@ffprobe-installer/ffprobe/index.js',
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so',
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_tensorrt.so',
    'node_modules/onnxruntime-node/lib/binding.ts',
    'dist/electron/hosts/app/main.ts',
    'renderer/app/App.svelte',
    'test/golden/README.md',
    'dist/fixtures/clip.mp4',
    'dist/electron/domain/boxes.test.js',
    'node_modules/fluent-ffmpeg/coverage/lcov.info',
    '.env',
    'dist/.env.production',
    '.npmrc',
    'build/signing.p12',
    'notary/AuthKey_1.p8',
    '.git/config',
    'native-models/Sample.loretrack',
    'native-models/Sample.loretrack-wal',
    'dist/build.log',
  ])('refuses %s', (name) => {
    expect(checkNames([name])).toHaveLength(1);
  });

  it.each([
    'package.json',
    'dist/renderer/assets/index-AbC_1-2.js',
    'dist/renderer/assets/index-AbC_1-2.js.map',
    'native-models/tiny-128/model.onnx',
    'node_modules/@cwasm/jpeg-turbo/jpeg-turbo.wasm',
    'node_modules/ffmpeg-static/ffmpeg',
    'node_modules/onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll',
    'build/sample-clip/sample.mp4',
  ])('lets %s ship', (name) => {
    expect(checkNames([name])).toEqual([]);
  });
});
