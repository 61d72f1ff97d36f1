package io.fastflight.source.duckdb.demo;

/**
 * Says what columns generated rows have. The constants are spelled as they travel in JSON.
 *
 * <p>Each value comes from x = (seed * 1000003 + row * 7919 + column * 104729) mod 2147483647.
 */
public enum GenerateKind {
  /** 64-bit integers: x. */
  int64,
  /** 64-bit floating point: x / 1024. */
  float64,
  /** Text: r and x. */
  utf8,
  /** 27 columns, one of every type DuckDB can stream, with a null where x is a multiple of 11. */
  mixed
}
