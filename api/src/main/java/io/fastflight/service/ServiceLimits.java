package io.fastflight.service;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Says what one stream of a service may cost, and in which batches it comes.
 *
 * @param maxRows a stream of more fails, 1 or more
 * @param maxBytes a stream whose columns hold more fails, 1 or more
 * @param maxTime a stream that takes longer fails, from its opening to its last row; the time its
 *     reader takes counts
 * @param batchRows rows per batch where the caller does not ask for other than the default
 */
public record ServiceLimits(
    OptionalLong maxRows,
    OptionalLong maxBytes,
    Optional<Duration> maxTime,
    OptionalInt batchRows) {
  private static final ServiceLimits NONE =
      new ServiceLimits(
          OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), OptionalInt.empty());

  /** Checks the bounds. */
  public ServiceLimits {
    requireNonNull(maxRows, "maxRows");
    requireNonNull(maxBytes, "maxBytes");
    requireNonNull(maxTime, "maxTime");
    requireNonNull(batchRows, "batchRows");
    if (maxRows.orElse(1) < 1
        || maxBytes.orElse(1) < 1
        || maxTime.map(Duration::toMillis).orElse(1L) < 1) {
      throw new IllegalArgumentException(
          "A limit must be 1 row, 1 byte or 1 ms at least, was %s, %s and %s."
              .formatted(maxRows, maxBytes, maxTime));
    }
    int rows = batchRows.orElse(1);
    if (rows < 1 || rows > ServiceContext.MAX_BATCH_ROWS) {
      throw new IllegalArgumentException("batchRows must be 1..16777216, was " + rows + ".");
    }
  }

  /** Returns no limit at all. */
  public static ServiceLimits none() {
    return NONE;
  }

  /** Returns the smaller of each two bounds, and the batch size of this one. */
  public ServiceLimits and(ServiceLimits other) {
    return new ServiceLimits(
        smaller(maxRows, other.maxRows),
        smaller(maxBytes, other.maxBytes),
        maxTime.isPresent() && other.maxTime.isPresent()
            ? maxTime.filter(mine -> mine.compareTo(other.maxTime.get()) < 0).or(other::maxTime)
            : maxTime.or(other::maxTime),
        batchRows);
  }

  private static OptionalLong smaller(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent()
        ? OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()))
        : one.isPresent() ? one : other;
  }

  /** Returns how many rows a batch has, given what the caller asked for. */
  public int batchRows(int asked) {
    return asked == ServiceContext.DEFAULT_BATCH_ROWS ? batchRows.orElse(asked) : asked;
  }

  /**
   * Returns the bounds as they stand in a catalogue: {@code rows}, {@code bytes}, {@code seconds}.
   */
  public Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    maxRows.ifPresent(rows -> fields.put("rows", rows));
    maxBytes.ifPresent(bytes -> fields.put("bytes", bytes));
    maxTime.ifPresent(time -> fields.put("seconds", BigDecimal.valueOf(time.toMillis(), 3)));
    return fields;
  }

  /** Reads what {@link #toMap} wrote, after a way as JSON. */
  static ServiceLimits fromMap(Map<String, Object> fields) {
    return new ServiceLimits(
        whole(fields, "rows"),
        whole(fields, "bytes"),
        Optional.ofNullable((Number) fields.get("seconds"))
            .map(seconds -> Duration.ofMillis(Math.round(1_000 * seconds.doubleValue()))),
        OptionalInt.empty());
  }

  private static OptionalLong whole(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }
}
