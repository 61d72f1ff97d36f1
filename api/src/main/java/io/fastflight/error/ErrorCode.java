package io.fastflight.error;

/**
 * Names what kind of failure happened, the same on every door.
 *
 * <p>Each code stands for exactly one gRPC status and one HTTP status; the doors hold those tables,
 * so that this package needs neither library. All but {@link #INCOMPLETE} are also a Flight status
 * code; a stream that ended early has none in the Flight specification and travels as gRPC {@code
 * DATA_LOSS}.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Flight.html#error-handling">Arrow Flight,
 *     error handling</a>
 */
public enum ErrorCode {
  /** The request is wrong: not JSON, an unknown field, a wrong type, a value out of range. */
  INVALID_ARGUMENT,
  /** No service is registered under the requested name. */
  NOT_FOUND,
  /** The caller did not prove who they are. */
  UNAUTHENTICATED,
  /** The caller is known and may not do this. */
  PERMISSION_DENIED,
  /** The caller cancelled, or left. */
  CANCELLED,
  /** The deadline of the call passed. */
  DEADLINE_EXCEEDED,
  /** The server cannot be reached, or is shutting down. */
  UNAVAILABLE,
  /** A limit on streams, memory, rows or time was met. */
  RESOURCE_EXHAUSTED,
  /** The server does not offer this method. */
  UNIMPLEMENTED,
  /** The data service or the source behind it failed. */
  SOURCE_FAILED,
  /** The stream ended, but not all of it arrived. */
  INCOMPLETE,
  /** A fault of the server or the client itself. */
  INTERNAL
}
