package io.fastflight.dataframe;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.error.FastFlightException;
import io.fastflight.params.DataParams;
import io.fastflight.records.ColumnArrays;
import io.fastflight.service.StreamRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.dflib.DataFrame;
import org.dflib.Series;
import org.jspecify.annotations.Nullable;

/**
 * Makes DFLib data frames of results.
 *
 * <pre>{@code
 * DataFrame delays = DataFrames.fetch(client, new FlightsParams("SEA"));
 * delays.group("carrier").agg($col("carrier").first(), $int("dep_delay").avg());
 * }</pre>
 *
 * <p><b>Shape:</b> one column of the frame for each of the result, of the same name. Numbers and
 * booleans without a null are primitive series over one array; all others are series of objects
 * with null for null. {@code docs/reference/data-frames.md} has the table.
 *
 * <p><b>Ownership:</b> a frame is on the heap and needs no closing: each column is copied once, out
 * of Arrow's memory, which is freed.
 */
public final class DataFrames {
  private DataFrames() {}

  /**
   * Copies a table.
   *
   * <p><b>Ownership:</b> borrows it.
   *
   * @throws IllegalArgumentException if it has more rows than an array can have, or two columns of
   *     one name
   */
  public static DataFrame of(Table table) {
    List<Field> fields = requireNonNull(table, "table").schema().getFields();
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.getName())) {
        throw new IllegalArgumentException(
            "There are two columns '%s', and a data frame has one of a name. Ask the service for other names."
                .formatted(field.getName()));
      }
    }
    Series<?>[] columns =
        IntStream.range(0, fields.size())
            .mapToObj(column -> series(ColumnArrays.of(table, column)))
            .toArray(Series<?>[]::new);
    return DataFrame.byColumn(fields.stream().map(Field::getName).toArray(String[]::new))
        .of(columns);
  }

  /**
   * Reads the whole result of {@code params}.
   *
   * @throws FastFlightException if the complete result did not arrive
   */
  public static DataFrame fetch(FastFlightClient client, DataParams params) {
    return fetch(client, StreamRequest.of(params));
  }

  /** Does the same for a request by name, with a batch size, or that can be cancelled. */
  public static DataFrame fetch(FastFlightClient client, StreamRequest request) {
    try (Table table = client.fetch(request)) {
      return of(table);
    }
  }

  /**
   * Does the same without waiting; the future fails as {@link #fetch} does, and cancelling it
   * cancels the call.
   */
  public static CompletableFuture<DataFrame> fetchAsync(
      FastFlightClient client, StreamRequest request) {
    CompletableFuture<Table> table = client.fetchAsync(request);
    CompletableFuture<DataFrame> frame = new CompletableFuture<>();
    var unused =
        table.whenCompleteAsync( // not on the connection's thread: copying takes a while
            (arrived, failure) -> complete(frame, arrived, failure));
    var unusedCancel =
        frame.whenComplete(
            (made, failure) -> {
              if (frame.isCancelled()) {
                table.cancel(true);
              }
            });
    return frame;
  }

  private static void complete(
      CompletableFuture<DataFrame> frame, @Nullable Table table, @Nullable Throwable failure) {
    if (table == null) {
      frame.completeExceptionally(
          failure == null ? new IllegalStateException("There is no table.") : failure);
      return;
    }
    try (table) {
      frame.complete(of(table));
    } catch (RuntimeException unfit) {
      frame.completeExceptionally(unfit);
    }
  }

  private static Series<?> series(Object array) {
    if (array instanceof int[] ints) {
      return Series.ofInt(ints);
    } else if (array instanceof long[] longs) {
      return Series.ofLong(longs);
    } else if (array instanceof float[] floats) {
      return Series.ofFloat(floats);
    } else if (array instanceof double[] doubles) {
      return Series.ofDouble(doubles);
    }
    return array instanceof boolean[] booleans
        ? Series.ofBool(booleans)
        : Series.of((Object[]) array);
  }
}
