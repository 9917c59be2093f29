// Runs in pages: it uses nothing outside of itself.

/** One world's end of the context bridge. */
export interface WorldEnd {
  /** Gives a value to the other world's global scope under a name. */
  expose(name: string, value: unknown): void;
}

/**
 * Makes one end of a context bridge between the two worlds of a page. As over Electron's, values are copied, functions
 * become proxies whose arguments and results are copied, promises are followed, and errors keep their message only.
 */
export function makeWorldEnd(own: string, other: string): WorldEnd {
  type Reply = { readonly ok: boolean; readonly value: unknown };
  type Message = {
    readonly call?: { readonly id: number; readonly token: number; readonly args: unknown[] };
    readonly reply?: Reply & { readonly token: number };
    readonly settle?: Reply & { readonly id: number };
    readonly expose?: { readonly name: string; readonly value: unknown };
  };
  type Written = { readonly kind: string; readonly value: never };
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const promises = new Map<number, (reply: Reply) => void>();
  const replies = new Map<number, Reply>();
  let lastId = 0;
  const world = globalThis as unknown as EventTarget;
  const post = (detail: Message): void =>
    void world.dispatchEvent(new CustomEvent(other, { detail }));

  const write = (value: unknown): unknown => {
    if (typeof value === 'function') {
      functions.set(++lastId, value as (...args: unknown[]) => unknown);
      return { kind: 'function', value: lastId };
    }
    if (value instanceof Promise) {
      const id = ++lastId;
      value.then(
        (result) => post({ settle: { id, ok: true, value: write(result) } }),
        (error: unknown) => post({ settle: { id, ok: false, value: write(error) } }),
      );
      return { kind: 'promise', value: id };
    }
    if (value instanceof Error) return { kind: 'error', value: value.message };
    if (Array.isArray(value)) return { kind: 'list', value: value.map(write) };
    if (
      typeof value === 'object' &&
      value !== null &&
      Object.getPrototypeOf(value) === Object.prototype
    ) {
      return {
        kind: 'object',
        value: Object.entries(value).map(([key, part]) => [key, write(part)]),
      };
    }
    return { kind: 'value', value };
  };
  const read = (written: unknown): unknown => {
    const { kind, value } = written as Written;
    switch (kind) {
      case 'function':
        return (...args: unknown[]) => call(value, args);
      case 'promise':
        return new Promise((resolve, reject) => {
          promises.set(value, ({ ok, value: result }) => (ok ? resolve : reject)(read(result)));
        });
      case 'error':
        return new Error(value);
      case 'list':
        return (value as unknown[]).map(read);
      case 'object':
        return Object.fromEntries(
          (value as [string, unknown][]).map(([key, part]) => [key, read(part)]),
        );
      default:
        return value;
    }
  };
  const call = (id: number, args: unknown[]): unknown => {
    const token = ++lastId;
    // The other world answers while this event is being dispatched.
    post({ call: { id, token, args: args.map(write) } });
    const reply = replies.get(token)!;
    replies.delete(token);
    if (!reply.ok) throw read(reply.value);
    return read(reply.value);
  };

  world.addEventListener(own, (event) => {
    const message = (event as CustomEvent<Message>).detail;
    if (message.reply) replies.set(message.reply.token, message.reply);
    if (message.settle) {
      const { id } = message.settle;
      promises.get(id)?.(message.settle);
      promises.delete(id);
    }
    if (message.call) {
      const { id, token, args } = message.call;
      let reply: Reply;
      try {
        reply = { ok: true, value: write(functions.get(id)!(...args.map(read))) };
      } catch (error) {
        reply = { ok: false, value: write(error) };
      }
      post({ reply: { token, ...reply } });
    }
    if (message.expose) {
      const value = Object.freeze(read(message.expose.value));
      Object.defineProperty(globalThis, message.expose.name, { value, enumerable: true });
    }
  });
  return { expose: (name, value) => post({ expose: { name, value: write(value) } }) };
}
