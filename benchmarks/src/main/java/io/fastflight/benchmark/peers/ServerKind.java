package io.fastflight.benchmark.peers;

/** Names the servers that are measured, each a process of its own. */
public enum ServerKind {
  /** Ours, over TCP. */
  OURS,
  /** Ours, on a Unix domain socket. */
  OURS_UNIX,
  /** arrow-java's FlightServer at its defaults. */
  STOCK,
  /** The same with arrow.flight.enable_zero_copy_write, which holds for a whole JVM. */
  STOCK_ZERO_COPY,
  /** pyarrow's FlightServerBase, which is C++. */
  PYARROW,
  /** Bytes over TCP: the limit. */
  RAW_TCP,
  /** Bytes over a Unix domain socket: the limit. */
  RAW_UNIX,
  /** A bare gRPC unary echo. */
  ECHO,
  /** Ours, reading PostgreSQL in several ways. */
  SOURCES,
  /** Ours, with the services a file declares. */
  DECLARED,
  /** Ours, over HTTP. */
  OURS_HTTP,
  /** Ours, over TLS. */
  OURS_TLS,
  /**
   * Ours, which wants an API key and has a policy; its location brings the key of one who sees all.
   */
  OURS_KEY,
  /** The same, by a JWT. */
  OURS_JWT,
  /** FastAPI before pyarrow's Flight server, as the first FastFlight has it. */
  FASTAPI
}
