package io.fastflight.records;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Turns batches into records.
 *
 * <pre>{@code
 * record Delay(String carrier, LocalDate date, Optional<Integer> depDelay) {}
 *
 * try (Stream<Delay> delays = Records.stream(reader, Delay.class)) {
 *   delays.forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>A component is filled by the column of its name, or of its name in {@code snake_case}, or of
 * its {@link ColumnName}. Columns that no component asks for are left out. The types are checked
 * once, before the first row; {@code docs/reference/records.md} says which go together.
 */
public final class Records {
  private Records() {}

  /**
   * Returns the rows of {@code reader} as records, read as the stream asks for them.
   *
   * <p><b>Ownership:</b> takes the reader. It is closed with the stream, and before that as soon as
   * the last row was read or reading failed; close a stream that is not read to its end. The
   * records hold no memory of the reader.
   *
   * <p><b>Threads:</b> the stream reads on the thread that asks; made parallel, it still reads on
   * one.
   *
   * <p>The stream fails with what the reader fails with, and with {@link InvalidParamsException} at
   * a value that does not fit: null for a primitive, a text that is no constant of an enum, a value
   * the record's constructor refuses. It names column and row, and {@link
   * FastFlightException#rowsDelivered} says how many records came before.
   *
   * @throws InvalidParamsException if components and columns do not fit; {@link
   *     InvalidParamsException#faults} has one phrase for each that does not
   * @throws IllegalArgumentException if {@code type} cannot be made from here, or has a component
   *     of a type that no column has
   * @throws FastFlightException if the reader fails to say its schema
   */
  public static <R extends Record> Stream<R> stream(BatchReader reader, Class<R> type) {
    requireNonNull(reader, "reader");
    try {
      RecordReader<R> rows = new RecordReader<>(reader, RecordType.of(type));
      return StreamSupport.stream(rows, false).onClose(rows::close);
    } catch (Throwable failure) {
      try (reader) {
        throw failure;
      }
    }
  }
}
