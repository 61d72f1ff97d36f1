package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.error.FastFlightException;
import io.fastflight.service.StreamRequest;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The oracle of the stream contract, for the services whose rows count from 0: a read ends complete
 * and equal, or with an error and the rows before it.
 *
 * @param rows how many arrived, each with the right value
 * @param failure how it ended, or empty if it is complete
 */
record RowsRead(long rows, Optional<FastFlightException> failure) {

  /** Ways to read, and kinds of service. */
  enum Way {
    OPEN("test.rows", false),
    FETCH("test.rows", true),
    OPEN_RESUMABLE("test.resumable", false),
    FETCH_RESUMABLE("test.resumable", true);

    private final String service;
    private final boolean fetches;

    Way(String service, boolean fetches) {
      this.service = service;
      this.fetches = fetches;
    }
  }

  /** Reads, and fails the test unless the contract holds. */
  static RowsRead checked(FastFlightClient client, Way way, long rows, int batchRows) {
    StreamRequest request =
        StreamRequest.of(way.service, Map.of("rows", rows, "batch_rows", batchRows));
    RowsRead read = way.fetches ? fetch(client, request) : open(client, request);
    if (read.failure().isEmpty()) {
      assertThat(read.rows()).as("complete").isEqualTo(rows);
    } else {
      FastFlightException failure = read.failure().get();
      assertThat(read.rows()).isLessThanOrEqualTo(rows);
      if (!way.fetches && read.rows() > 0) {
        assertThat(failure.rowsDelivered()).isEqualTo(OptionalLong.of(read.rows()));
      }
    }
    return read;
  }

  private static RowsRead fetch(FastFlightClient client, StreamRequest request) {
    try (Table table = client.fetch(request)) {
      long row = 0;
      for (VectorSchemaRoot batch : table.batches()) {
        row = count(batch, row);
      }
      return new RowsRead(row, Optional.empty());
    } catch (FastFlightException failure) {
      return new RowsRead(0, Optional.of(failure));
    }
  }

  private static RowsRead open(FastFlightClient client, StreamRequest request) {
    long row = 0;
    try (BatchReader reader = client.open(request)) {
      while (reader.next()) {
        row = count(reader.batch(), row);
      }
      assertThat(reader.next()).isFalse();
      return new RowsRead(row, Optional.empty());
    } catch (FastFlightException failure) {
      return new RowsRead(row, Optional.of(failure));
    }
  }

  /** Checks that a batch goes on at {@code first}, and returns the row behind it. */
  static long count(VectorSchemaRoot batch, long first) {
    BigIntVector ids = (BigIntVector) batch.getVector(0);
    assertThat(ids.getValueCount()).isEqualTo(batch.getRowCount());
    for (int i = 0; i < ids.getValueCount(); i++) {
      if (ids.get(i) != first + i) {
        throw new AssertionError(
            "row %s: expected %s, was %s.".formatted(first + i, first + i, ids.get(i)));
      }
    }
    return first + batch.getRowCount();
  }
}
