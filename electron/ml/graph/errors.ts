/** A graph that cannot be built: the message names the operation, the shapes and the caller's scope. */
export class GraphError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GraphError';
  }
}
