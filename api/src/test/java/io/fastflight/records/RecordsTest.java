package io.fastflight.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.Table;
import io.fastflight.batch.TestReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.InvalidParamsException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When rows are read, what is closed, and what is told when a record does not fit. */
class RecordsTest {
  private final BufferAllocator memory = new RootAllocator();

  @AfterEach
  void nothingIsLeft() {
    memory.close();
  }

  private static final ArrowType.Int INT32 = new ArrowType.Int(32, true);
  private static final ArrowType.Int INT64 = new ArrowType.Int(64, true);

  record Row(long id, String text) {}

  record Text(String text) {}

  record Delay(int depDelay, @ColumnName("class") String kind) {}

  record Ids(int id) {}

  record Unsigned(long id) {}

  record Levelled(Level text) {}

  enum Level {
    LOW,
    HIGH
  }

  record Positive(long id) {
    Positive {
      if (id == 5) {
        throw new IllegalArgumentException("five is out of the question");
      }
    }
  }

  @Test
  void eachRowOfEachBatchBecomesARecord() {
    TestReader reader = new TestReader(memory, 3);
    try (Stream<Row> rows = Records.stream(reader, Row.class)) {
      assertThat(rows.toList())
          .isEqualTo(
              IntStream.range(0, 3 * TestReader.ROWS).mapToObj(i -> new Row(i, "t" + i)).toList());
    }
  }

  @Test
  void columnsThatNobodyAsksForAreLeftOut() {
    try (Stream<Text> rows = Records.stream(new TestReader(memory, 1), Text.class)) {
      assertThat(rows.toList())
          .containsExactly(new Text("t0"), new Text("t1"), new Text("t2"), new Text("t3"));
    }
  }

  @Test
  void namesMayBeSnakeCaseOrSaid() {
    try (Columns columns =
            new Columns(memory)
                .with(
                    Field.nullable("dep_delay", INT32), (IntVector vector) -> vector.setSafe(0, 17))
                .with(
                    Field.nullable("class", ArrowType.Utf8.INSTANCE),
                    (VarCharVector vector) -> vector.setSafe(0, Columns.utf8("first")));
        Table table = columns.table(1, 1);
        Stream<Delay> rows = Records.stream(table.reader(), Delay.class)) {
      assertThat(rows.toList()).containsExactly(new Delay(17, "first"));
    }
  }

  @Test
  void anEmptyResultIsAnEmptyStream() {
    try (Stream<Row> rows = Records.stream(new TestReader(memory, 0), Row.class)) {
      assertThat(rows).isEmpty();
    }
  }

  @Test
  void rowsAreReadAsTheyAreAskedFor() {
    TestReader reader = new TestReader(memory, 3);
    try (Stream<Row> rows = Records.stream(reader, Row.class)) {
      assertThat(reader.produced()).isZero();
      Iterator<Row> iterator = rows.iterator();
      assertThat(iterator.next().id()).isZero();
      assertThat(reader.produced()).isEqualTo(1);
      assertThat(reader.closes()).isZero();
    }
    assertThat(reader.closes()).isEqualTo(1);
  }

  @Test
  void theReaderIsClosedAfterTheLastRow() {
    TestReader reader = new TestReader(memory, 2);
    Stream<Row> rows = Records.stream(reader, Row.class);
    assertThat(rows.count()).isEqualTo(8);
    assertThat(reader.closes()).isPositive();
    rows.close();
  }

  @Test
  void aStreamClosedOnTheWayIsNotTakenForWhole() {
    Stream<Row> rows = Records.stream(new TestReader(memory, 2), Row.class);
    Iterator<Row> iterator = rows.iterator();
    iterator.next();
    rows.close();
    assertThatThrownBy(iterator::hasNext)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("This stream of records is closed.");
  }

  @Test
  void aFailureComesAfterTheRowsBeforeItAndClosesTheReader() {
    TestReader reader = new TestReader(memory, 2).thenFail(new DataServiceException("disk gone"));
    List<Row> seen = new ArrayList<>();
    Stream<Row> rows = Records.stream(reader, Row.class);
    assertThatThrownBy(() -> rows.forEach(seen::add))
        .isInstanceOf(DataServiceException.class)
        .hasMessage("disk gone");
    assertThat(seen).hasSize(8);
    assertThat(reader.closes()).isPositive();
  }

  @Test
  void aParallelStreamHasEveryRowOnce() {
    try (Stream<Row> rows = Records.stream(new TestReader(memory, 50), Row.class).parallel()) {
      assertThat(rows.map(Row::id).collect(Collectors.toSet())).hasSize(200);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Wrong(
      int id,
      byte[] text,
      String nowhere,
      Optional<Integer> when) {} // the test reader has id: int64 and text: utf8

  @Test
  void everyMismatchIsNamedAtOnceBeforeTheFirstRow() {
    TestReader reader = new TestReader(memory, 1);
    InvalidParamsException failure =
        catchThrowableOfType(
            InvalidParamsException.class, () -> Records.stream(reader, Wrong.class));
    assertThat(failure.faults())
        .containsExactly(
            "column 'id' is Int(64, true) and its component is int: make it long or BigInteger",
            "column 'text' is Utf8 and its component is byte[]: make it String or an enum",
            "there is no column 'nowhere' (there are: id, text)",
            "there is no column 'when' (there are: id, text)");
    assertThat(failure)
        .hasMessageStartingWith("The record Wrong does not fit the columns: column 'id' is");
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(reader.produced()).isZero();
    assertThat(reader.closes()).isEqualTo(1);
  }

  @Test
  void twoColumnsOfOneNameAreAmbiguous() {
    Consumer<IntVector> none = vector -> {};
    try (Columns columns =
            new Columns(memory)
                .with(Field.nullable("id", INT32), none::accept)
                .with(Field.nullable("id", INT32), none::accept);
        Table table = columns.table(0, 1)) {
      assertThatThrownBy(() -> Records.stream(table.reader(), Ids.class))
          .isInstanceOf(InvalidParamsException.class)
          .hasMessage("The record Ids does not fit the columns: there are 2 columns 'id'.");
    }
  }

  @Test
  void nullForAPrimitiveNamesColumnAndRow() {
    try (Columns columns =
            new Columns(memory)
                .with(
                    Field.nullable("id", INT32),
                    (IntVector vector) -> {
                      vector.setSafe(0, 1);
                      vector.setSafe(1, 2);
                      vector.setNull(2);
                    });
        Table table = columns.table(3, 2);
        Stream<Ids> rows = Records.stream(table.reader(), Ids.class)) {
      List<Ids> seen = new ArrayList<>();
      InvalidParamsException failure =
          catchThrowableOfType(InvalidParamsException.class, () -> rows.forEach(seen::add));
      assertThat(failure)
          .hasMessage(
              "Row 2 does not fit: column 'id' is null, which its component cannot be: make it Optional or a boxed type.");
      assertThat(failure.rowsDelivered()).hasValue(2);
      assertThat(seen).containsExactly(new Ids(1), new Ids(2));
    }
  }

  @Test
  void aRowIsCountedOverAllBatches() {
    TestReader reader = new TestReader(memory, 2);
    Stream<Positive> rows = Records.stream(reader, Positive.class);
    InvalidParamsException failure =
        catchThrowableOfType(InvalidParamsException.class, () -> rows.forEach(row -> {}));
    assertThat(failure)
        .hasMessage(
            "Row 5 does not fit: the record Positive refuses its values: five is out of the question.")
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(failure.rowsDelivered()).hasValue(5);
    assertThat(reader.closes()).isPositive();
  }

  @Test
  void aTextThatIsNoConstantIsNamed() {
    try (Stream<Levelled> rows = Records.stream(new TestReader(memory, 1), Levelled.class)) {
      assertThatThrownBy(rows::toList)
          .isInstanceOf(InvalidParamsException.class)
          .hasMessage("Row 0 does not fit: column 'text' is 't0', and Level has only [LOW, HIGH].");
    }
  }

  @Test
  void anUnsignedNumberBeyondLongIsNamed() {
    try (Columns columns =
            new Columns(memory)
                .with(
                    Field.nullable("id", new ArrowType.Int(64, false)),
                    (UInt8Vector vector) -> {
                      vector.setSafe(0, Long.MAX_VALUE);
                      vector.setSafe(1, -1L);
                    });
        Table table = columns.table(2, 1);
        Stream<Unsigned> rows = Records.stream(table.reader(), Unsigned.class)) {
      List<Unsigned> seen = new ArrayList<>();
      assertThatThrownBy(() -> rows.forEach(seen::add))
          .isInstanceOf(InvalidParamsException.class)
          .hasMessage(
              "Row 1 does not fit: column 'id' is 18446744073709551615, which no long has room for: make the component BigInteger.");
      assertThat(seen).containsExactly(new Unsigned(Long.MAX_VALUE));
    }
  }

  @Test
  void whatTheConsumerThrowsStaysItsOwn() {
    try (Stream<Row> rows = Records.stream(new TestReader(memory, 1), Row.class)) {
      assertThatThrownBy(
              () ->
                  rows.forEach(
                      row -> {
                        throw new UnsupportedOperationException("mine");
                      }))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("mine");
    }
  }

  @Test
  void theClassRecordItselfIsNoRecord() {
    assertThatThrownBy(() -> Records.stream(new TestReader(memory, 1), Record.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Rows can be read as a record class, and java.lang.Record is none.");
  }

  record Generic<T>(T id) {}

  record Bare(@SuppressWarnings("rawtypes") List id) {}

  record Floats(float id) {}

  @ParameterizedTest
  @ValueSource(classes = {Generic.class, Bare.class, Floats.class})
  void aTypeThatCannotHoldTheColumnIsRefused(Class<? extends Record> type) {
    assertThatThrownBy(() -> Records.stream(new TestReader(memory, 1), type))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageContaining("column 'id' is Int(64, true) and its component is ")
        .hasMessageContaining("make it long or BigInteger");
  }

  @Test
  void aWideTableIsShownInPart() {
    Columns columns = new Columns(memory);
    for (int i = 0; i < 30; i++) {
      columns.with(Field.nullable("c" + i, INT64), (BigIntVector vector) -> {});
    }
    try (columns;
        Table table = columns.table(0, 1)) {
      assertThatThrownBy(() -> Records.stream(table.reader(), Text.class))
          .hasMessageContaining("there is no column 'text' (there are: c0, c1, ")
          .hasMessageEndingWith("c19, and more).");
    }
  }
}
