import * as electron from './electron.ts';

/** What a test asks of the program: to run a function with Electron's module, as Playwright's `evaluate` does. */
export interface ControlRequest {
  readonly id: number;
  readonly source: string;
  readonly argument: unknown;
}

/** How it went. */
export type ControlAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

async function run({ id, source, argument }: ControlRequest): Promise<ControlAnswer> {
  try {
    // The source of a function in the test that drives this program.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const make = new Function(`return (${source});`) as () => (...args: unknown[]) => unknown;
    return { id, value: await make()(electron, argument) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

if (process.send !== undefined) {
  process.on('message', (request: ControlRequest) => {
    void run(request).then((answer) => process.send?.(answer, undefined, {}, () => undefined));
  });
  process.on('disconnect', () => electron.app.exit(1));
}
