package io.fastflight.wire;

import io.grpc.Metadata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says how much a complete stream holds; travels in the trailers, after the last batch.
 *
 * @param rows of all batches together
 * @param batches how many there were
 */
public record StreamTotals(long rows, long batches) {
  /** The name of the trailer with the row count, on every door. */
  public static final String ROWS_NAME = "fastflight-rows";

  /** The name of the trailer with the batch count, on every door. */
  public static final String BATCHES_NAME = "fastflight-batches";

  private static final Metadata.Key<String> ROWS =
      Metadata.Key.of(ROWS_NAME, Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> BATCHES =
      Metadata.Key.of(BATCHES_NAME, Metadata.ASCII_STRING_MARSHALLER);

  /** Writes the totals into gRPC trailers. */
  public Metadata toTrailers() {
    Metadata trailers = new Metadata();
    trailers.put(ROWS, Long.toString(rows));
    trailers.put(BATCHES, Long.toString(batches));
    return trailers;
  }

  /** Reads the totals from gRPC trailers; empty if they are not there or are no numbers. */
  public static Optional<StreamTotals> fromTrailers(Metadata trailers) {
    @Nullable String rows = trailers.get(ROWS);
    @Nullable String batches = trailers.get(BATCHES);
    try {
      return rows == null || batches == null
          ? Optional.empty()
          : Optional.of(new StreamTotals(Long.parseLong(rows), Long.parseLong(batches)));
    } catch (NumberFormatException foreign) {
      return Optional.empty();
    }
  }
}
