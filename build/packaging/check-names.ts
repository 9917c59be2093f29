/** A kind of file that must not ship, told by its name. */
interface Unwanted {
  readonly why: string;
  readonly names: RegExp;
}

const unwanted: readonly Unwanted[] = [
  {
    why: 'the ffmpeg of 2018 is for development only',
    names: /(^|\/)node_modules\/@ff(mpeg|probe)-installer\//,
  },
  {
    why: 'CUDA and TensorRT are not shipped',
    names: /providers_(cuda|tensorrt|shared)|libcu(dnn|blas|dart|fft)|nvinfer/i,
  },
  { why: 'sharp crashes programs built on Electron', names: /(^|\/)node_modules\/(sharp|@img)\// },
  { why: 'sources are not shipped', names: /\.([cm]?ts|tsx|svelte|cc|cpp|[ch]pp|h|py)$/ },
  {
    why: 'test data is not shipped',
    names:
      /(^|\/)(tests?|__tests__|fixtures?|golden|specs?|bench(mark)?s?|coverage)\/|\.(test|spec)\.\w+$/,
  },
  {
    why: 'this may hold a secret',
    names:
      /(^|\/)(\.env|\.npmrc|\.netrc|id_(rsa|ed25519|ecdsa)|credentials)([./]|$)|\.(pem|p12|pfx|key|keystore|p8|mobileprovision)$/i,
  },
  {
    why: 'files of version control and editors are not shipped',
    names: /(^|\/)\.(git|vscode|idea)/,
  },
  { why: 'projects of a person are not shipped', names: /\.(loretrack|sqlite3?|db)(-wal|-shm)?$/ },
  { why: 'logs are not shipped', names: /\.log$/ },
];

/** Says which names must not be among what ships, and why. */
export function checkNames(names: readonly string[]): readonly string[] {
  return names.flatMap((name) =>
    unwanted.filter(({ names: pattern }) => pattern.test(name)).map(({ why }) => `${name}: ${why}`),
  );
}
