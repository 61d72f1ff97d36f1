package io.fastflight.source.s3;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says which objects to read, and how.
 *
 * <pre>{@code
 * S3Query.of("flights/2024/*.parquet")
 *     .sql("SELECT origin, count(*) AS n FROM objects WHERE delay > ? GROUP BY origin", minDelay)
 * }</pre>
 *
 * <p><b>Threads:</b> immutable, used from any thread.
 */
public final class S3Query {
  private final KeyPattern keys;
  private final Optional<String> sql;
  private final List<@Nullable Object> values;

  private S3Query(KeyPattern keys, Optional<String> sql, List<@Nullable Object> values) {
    this.keys = keys;
    this.sql = sql;
    this.values = values;
  }

  /**
   * Reads objects whole, in the order of their keys.
   *
   * @param keys a key, in which {@code *} and {@code ?} stand for characters other than a slash and
   *     {@code **} for any; read by what it ends in: .parquet, .csv, .tsv, .json, .ndjson, .jsonl;
   *     and .arrow or .arrows, which stands for one object
   * @throws IllegalArgumentException if it is no such pattern
   */
  public static S3Query of(String keys) {
    KeyPattern pattern = new KeyPattern(keys);
    FileKind.of(pattern.text());
    return new S3Query(pattern, Optional.empty(), List.of());
  }

  /**
   * Returns this query with one SELECT over the table {@code objects}, which has the rows of all.
   *
   * @param text written by the service's author, with a {@code ?} for each value
   * @param values bound, never part of the text
   */
  public S3Query sql(String text, @Nullable Object... values) {
    requireNonNull(text, "text");
    if (FileKind.of(keys.text()) == FileKind.ARROW) {
      throw new IllegalArgumentException("Arrow files are read whole; leave the SQL out.");
    }
    return new S3Query(
        keys,
        Optional.of(text),
        Collections.unmodifiableList(new ArrayList<>(Arrays.asList(values))));
  }

  KeyPattern keys() {
    return keys;
  }

  Optional<String> sql() {
    return sql;
  }

  List<@Nullable Object> values() {
    return values;
  }
}
