package io.fastflight.source.iceberg;

import static org.apache.iceberg.expressions.Expressions.equal;
import static org.apache.iceberg.expressions.Expressions.greaterThan;
import static org.apache.iceberg.expressions.Expressions.greaterThanOrEqual;
import static org.apache.iceberg.expressions.Expressions.lessThan;
import static org.apache.iceberg.expressions.Expressions.lessThanOrEqual;
import static org.apache.iceberg.expressions.Expressions.not;
import static org.apache.iceberg.expressions.Expressions.notEqual;
import static org.apache.iceberg.expressions.Expressions.or;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.DataServiceException;
import io.fastflight.error.InvalidParamsException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a table: rows, columns, states. */
class ReadsTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()),
          Types.NestedField.optional(3, "x", Types.DoubleType.get()),
          Types.NestedField.optional(4, "amount", Types.DecimalType.of(9, 2)));

  @TempDir Path folder;
  private Lake lake;
  private IcebergCatalog source;

  @BeforeEach
  void open() {
    lake = new Lake(folder);
    source = lake.source();
  }

  @AfterEach
  void close() {
    source.close();
    lake.close();
  }

  private static org.apache.iceberg.data.Record row(long id, String name, Double x, String amount) {
    return Lake.row(SCHEMA, id, name, x, amount == null ? null : new BigDecimal(amount));
  }

  private List<String> rows(IcebergQuery query, BufferAllocator allocator) {
    return Rows.of(source.read(query, Rows.context(allocator)), allocator);
  }

  private List<String> ids(Expression filter, BufferAllocator allocator) {
    return rows(IcebergQuery.of("db.t").columns("id").where(filter), allocator);
  }

  @Test
  void aTableIntoWhichNothingWasWrittenIsEmpty(BufferAllocator allocator) {
    lake.create("t", SCHEMA);
    assertThat(rows(IcebergQuery.of("db.t"), allocator)).isEmpty();
    assertThat(source.schema(IcebergQuery.of("db.t"), Rows.context(allocator)).getFields())
        .extracting(field -> field.toString())
        .containsExactly(
            "id: Int(64, true) not null",
            "name: Utf8",
            "x: FloatingPoint(DOUBLE)",
            "amount: Decimal(9, 2, 128)");
  }

  @Test
  void columnsComeInTheOrderThatIsAskedFor(BufferAllocator allocator) {
    Lake.append(lake.create("t", SCHEMA), row(1, "a", 0.5, "1.50"), row(2, null, null, null));
    assertThat(rows(IcebergQuery.of("db.t").columns("name", "id"), allocator))
        .containsExactly("a|1", "null|2");
    assertThat(
            rows(
                IcebergQuery.of("db.t")
                    .columns("name")
                    .where(equal("amount", new BigDecimal("1.5"))),
                allocator))
        .containsExactly("a");
  }

  @Test
  void comparisonsWithNullAreNotTrueWhateverLiesBesideIt(BufferAllocator allocator) {
    Table table = lake.create("t", SCHEMA);
    Lake.append(
        table, row(1, "a", 1.0, "1.00"), row(2, null, null, null), row(3, "c", 3.0, "3.00"));
    Lake.append(table, row(4, null, null, null));
    assertThat(ids(lessThan("x", 2.0), allocator)).containsExactly("1");
    assertThat(ids(not(greaterThan("x", 2.0)), allocator)).containsExactly("1");
    assertThat(ids(notEqual("x", 3.0), allocator)).containsExactly("1");
    assertThat(ids(lessThan("name", "b"), allocator)).containsExactly("1");
    assertThat(ids(or(lessThan("x", 2.0), equal("id", 4L)), allocator))
        .containsExactlyInAnyOrder("1", "4");
  }

  @Test
  void comparisonsWithNanAreNotTrueButForUnequal(BufferAllocator allocator) {
    Table table = lake.create("t", SCHEMA);
    Lake.append(table, row(1, "a", Double.NaN, null), row(2, "b", 7.0, null));
    Lake.append(table, row(3, "c", Double.NaN, null));
    assertThat(ids(greaterThan("x", 5.0), allocator)).containsExactly("2");
    assertThat(ids(lessThanOrEqual("x", 9.0), allocator)).containsExactly("2");
    assertThat(ids(notEqual("x", 7.0), allocator)).containsExactlyInAnyOrder("1", "3");
  }

  @Test
  void decimalsAreComparedExactlyHoweverManyDigitsTheyHave(BufferAllocator allocator) {
    Lake.append(
        lake.create("t", SCHEMA),
        row(1, null, null, "-1.01"),
        row(2, null, null, "1.00"),
        row(3, null, null, "1.01"));
    BigDecimal between = new BigDecimal("1.005");
    assertThat(ids(lessThan("amount", between), allocator)).containsExactly("1", "2");
    assertThat(ids(greaterThanOrEqual("amount", between), allocator)).containsExactly("3");
    assertThat(ids(equal("amount", between), allocator)).isEmpty();
    assertThat(ids(notEqual("amount", between), allocator)).containsExactly("1", "2", "3");
    assertThat(ids(equal("amount", new BigDecimal("1")), allocator)).containsExactly("2");
    assertThat(ids(greaterThan("amount", new BigDecimal("1.0000")), allocator))
        .containsExactly("3");
    assertThat(ids(greaterThan("amount", new BigDecimal("-1.015")), allocator))
        .containsExactly("1", "2", "3");
  }

  @Test
  void rowsThatDeleteFilesTakeAwayAreNotThere(BufferAllocator allocator) {
    Table table = lake.create("t", SCHEMA);
    DataFile first =
        Lake.append(table, row(1, "a", 1.0, null), row(2, "b", 2.0, null), row(3, "c", null, null));
    Lake.append(table, row(4, "a", 4.0, null), row(5, null, 5.0, null));
    Lake.deletePositions(table, first, 1);
    assertThat(rows(IcebergQuery.of("db.t").columns("id"), allocator))
        .containsExactlyInAnyOrder("1", "3", "4", "5");
    Schema key = SCHEMA.select("name");
    Lake.deleteEqual(table, key, Lake.row(key, "a"), Lake.row(key, (Object) null));
    assertThat(rows(IcebergQuery.of("db.t").columns("id"), allocator)).containsExactly("3");
    Lake.append(table, row(6, "a", 6.0, null)); // newer than the deletes
    assertThat(ids(greaterThan("x", 0.0), allocator)).containsExactly("6");
  }

  @Test
  void rowsThatDeletionVectorsTakeAwayAreNotThere(BufferAllocator allocator) {
    Table table = lake.create("t", SCHEMA, Map.of("format-version", "3"));
    List<org.apache.iceberg.data.Record> many =
        LongStream.range(0, 1_000).mapToObj(id -> row(id, "a", (double) id, null)).toList();
    DataFile first = Lake.append(table, many);
    Lake.append(table, row(1_000, "b", 1_000.0, null));
    Lake.deleteVector(table, first, LongStream.range(1, 999).toArray());
    assertThat(rows(IcebergQuery.of("db.t").columns("id"), allocator))
        .containsExactlyInAnyOrder("0", "999", "1000");
    assertThat(ids(lessThan("x", 1_000.0), allocator)).containsExactlyInAnyOrder("0", "999");
  }

  @Test
  void filesOfAnOlderSchemaAreReadAsTheTableIsNow(BufferAllocator allocator) {
    Schema old =
        new Schema(
            Types.NestedField.required(1, "id", Types.IntegerType.get()),
            Types.NestedField.optional(2, "ratio", Types.FloatType.get()),
            Types.NestedField.optional(3, "gone", Types.StringType.get()),
            Types.NestedField.optional(4, "amount", Types.DecimalType.of(5, 2)));
    Table table = lake.create("t", old);
    Lake.append(table, Lake.row(old, 1, 0.5f, "x", new BigDecimal("1.25")));
    long before = table.currentSnapshot().snapshotId();
    table
        .updateSchema()
        .updateColumn("id", Types.LongType.get())
        .updateColumn("ratio", Types.DoubleType.get())
        .updateColumn("amount", Types.DecimalType.of(12, 2))
        .renameColumn("ratio", "quota")
        .deleteColumn("gone")
        .addColumn("added", Types.StringType.get())
        .moveFirst("ratio")
        .commit();
    assertThat(rows(IcebergQuery.of("db.t"), allocator)).containsExactly("0.5|1|1.25|null");
    Lake.append(
        table, Lake.row(table.schema(), 2.5, 1L << 40, new BigDecimal("1234567890.00"), "y"));
    assertThat(rows(IcebergQuery.of("db.t"), allocator))
        .containsExactlyInAnyOrder("0.5|1|1.25|null", "2.5|1099511627776|1234567890.00|y");
    assertThat(rows(IcebergQuery.of("db.t").where(greaterThan("id", 5L)), allocator))
        .containsExactly("2.5|1099511627776|1234567890.00|y");
    assertThat(rows(IcebergQuery.of("db.t").at(SnapshotChoice.id(before)), allocator))
        .containsExactly("1|0.5|x|1.25");
  }

  @Test
  void aStateIsChosenByIdMomentBranchAndTag(BufferAllocator allocator) {
    Table table = lake.create("t", SCHEMA);
    Lake.append(table, row(1, "a", null, null));
    long first = table.currentSnapshot().snapshotId();
    Instant then = Instant.ofEpochMilli(table.currentSnapshot().timestampMillis());
    table.manageSnapshots().createTag("begin", first).createBranch("work", first).commit();
    Lake.append(table, row(2, "b", null, null));
    table
        .newAppend()
        .appendFile(Lake.write(table, List.of(row(3, "c", null, null))))
        .toBranch("work")
        .commit();

    IcebergQuery ids = IcebergQuery.of("db.t").columns("id");
    assertThat(rows(ids, allocator)).containsExactlyInAnyOrder("1", "2");
    assertThat(rows(ids.at(SnapshotChoice.id(first)), allocator)).containsExactly("1");
    assertThat(rows(ids.at(SnapshotChoice.asOf(then)), allocator)).containsExactly("1");
    assertThat(rows(ids.at(SnapshotChoice.ref("begin")), allocator)).containsExactly("1");
    assertThat(rows(ids.at(SnapshotChoice.ref("work")), allocator))
        .containsExactlyInAnyOrder("1", "3");
    assertThatThrownBy(() -> rows(ids.at(SnapshotChoice.id(5)), allocator))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage("The table 'db.t' has no snapshot 5; it may have expired. Ask for another.");
    assertThatThrownBy(() -> rows(ids.at(SnapshotChoice.asOf(Instant.EPOCH)), allocator))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "The table 'db.t' has no snapshot as old as 1970-01-01T00:00:00Z. Ask for a later time.");
    assertThatThrownBy(() -> rows(ids.at(SnapshotChoice.ref("begn")), allocator))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage("The table 'db.t' has no branch or tag 'begn'. Closest: begin.");
  }

  @Test
  void partitionsAreLeftOutAndTheirValuesRead(BufferAllocator allocator) {
    Table table =
        lake.catalog()
            .buildTable(TableIdentifier.of("db", "t"), SCHEMA)
            .withPartitionSpec(
                PartitionSpec.builderFor(SCHEMA).identity("name").bucket("id", 4).build())
            .create();
    for (long id = 0; id < 8; id++) {
      Lake.append(table, row(id, id % 2 == 0 ? "even" : "odd", null, null));
    }
    assertThat(
            rows(
                IcebergQuery.of("db.t").columns("id", "name").where(equal("name", "even")),
                allocator))
        .containsExactlyInAnyOrder("0|even", "2|even", "4|even", "6|even");
    assertThat(ids(equal("id", 5L), allocator)).containsExactly("5");
  }

  @Test
  void whatIsNotThereIsNamed(BufferAllocator allocator) {
    lake.create("t", SCHEMA);
    assertThatThrownBy(() -> rows(IcebergQuery.of("db.none"), allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "The table 'db.none' was not found in the catalog of Iceberg source 'lake'. Correct the table of the service, or create it.");
    assertThatThrownBy(() -> rows(IcebergQuery.of("db.t").columns("nam"), allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessage("The table 'db.t' has no column 'nam'. Closest: name.");
    assertThatThrownBy(() -> ids(equal("amnt", 1), allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessageStartingWith("The table 'db.t' has no column 'amnt'.");
    assertThatThrownBy(() -> ids(equal("id", "text"), allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "A condition on the table 'db.t' compares a column with a value of another type. Correct the service.");
  }

  @Test
  void aFileThatIsMissingOrCutShortIsAnError(BufferAllocator allocator) throws Exception {
    DataFile file = Lake.append(lake.create("t", SCHEMA), row(1, "a", null, null));
    Path path = Path.of(java.net.URI.create(file.location()));
    byte[] whole = java.nio.file.Files.readAllBytes(path);
    java.nio.file.Files.write(path, java.util.Arrays.copyOf(whole, whole.length - 20));
    assertThatThrownBy(() -> rows(IcebergQuery.of("db.t"), allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessageStartingWith("Iceberg source 'lake' failed while reading rows");
    java.nio.file.Files.delete(path);
    assertThatThrownBy(() -> rows(IcebergQuery.of("db.t"), allocator))
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "Iceberg source 'lake' failed while reading rows: a file of the table is missing. The server's log has the cause.");
  }

  @Test
  void theCatalogNeedNotBeOpenedByUs(BufferAllocator allocator) {
    Lake.append(lake.create("t", SCHEMA, Map.of()), row(1, "a", null, null));
    IcebergCatalog own = IcebergCatalog.builder("mine").over(lake.catalog());
    assertThat(
            Rows.of(
                own.read(IcebergQuery.of("db.t").columns("id"), Rows.context(allocator)),
                allocator))
        .containsExactly("1");
  }
}
