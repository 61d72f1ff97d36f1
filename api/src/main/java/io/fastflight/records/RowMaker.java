package io.fastflight.records;

import java.lang.invoke.MethodHandle;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * Makes the records of one result, or of one struct column: a {@link RecordType} with the readers
 * that fit it to the columns.
 */
final class RowMaker {
  private final String recordName;
  private final List<ColumnReader> readers;
  private final List<Integer> columns;
  private final RowCursor cursor;
  private final MethodHandle maker;

  /**
   * Creates it.
   *
   * @param readers one for each component
   * @param columns the place of the column of each component
   */
  RowMaker(RecordType<?> type, List<ColumnReader> readers, List<Integer> columns) {
    this.recordName = type.name();
    this.readers = readers;
    this.columns = columns;
    this.cursor = new RowCursor(readers);
    this.maker = type.maker(readers);
  }

  void bind(List<FieldVector> vectors, DictionaryProvider dictionaries) {
    for (int i = 0; i < columns.size(); i++) {
      readers.get(i).bind(vectors.get(columns.get(i)), dictionaries);
    }
  }

  /** Returns the record of a row, or throws {@link BadValueException} if there is none. */
  Object make(int row) {
    try {
      return (Object) maker.invokeExact(cursor.at(row));
    } catch (BadValueException | RefusedRowException | Error failure) {
      throw failure;
    } catch (Throwable refusal) {
      throw new RefusedRowException(recordName, refusal);
    }
  }

  /** Says that a record's constructor took no row; whoever knows the row adds it. */
  static final class RefusedRowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RefusedRowException(String recordName, Throwable refusal) {
      super(
          "the record %s refuses its values: %s".formatted(recordName, refusal.getMessage()),
          refusal,
          false,
          false);
    }
  }
}
