package io.fastflight.benchmark.peers;

/** Names the clients that are measured, each a process of its own that stays warm. */
public enum ClientKind {
  /** Ours. */
  OURS,
  /** arrow-java's FlightClient at its defaults. */
  STOCK,
  /** The same with arrow.flight.enable_zero_copy_write, which holds for a whole JVM. */
  STOCK_ZERO_COPY,
  /** pyarrow's FlightClient, which is C++. */
  PYARROW,
  /** Bytes from a socket. */
  RAW,
  /** A bare gRPC unary call. */
  ECHO,
  /** Our wire without our client: no pool, no check, no second try. */
  BARE,
  /** Ours, which collects a table. */
  OURS_TABLE,
  /** No Flight: a loop over a JDBC result set. */
  RESULT_SET,
  /** No Flight: psycopg 3's binary COPY into a pyarrow table. */
  PSYCOPG,
  /** No Flight: DuckDB's Arrow export in the reader's own process. */
  DUCKDB,
  /** No Flight: HTTP/1.1 by bare sockets, Arrow read straight into its buffers. */
  HTTP,
  /** No server: DuckDB's COPY to a file, with one thread. */
  DUCKDB_COPY,
  /** No server: Jackson, row by row to a file. */
  JACKSON
}
