package io.fastflight.source.iceberg.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.error.DataServiceException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.DeclaredParameter;
import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParameterType;
import io.fastflight.params.ParamsDeclaration;
import io.fastflight.params.ParamsType;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.iceberg.Lake;
import io.fastflight.source.iceberg.Rows;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declared services over a JDBC catalog on SQLite. */
class IcebergProviderTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "name", Types.StringType.get()),
          Types.NestedField.optional(3, "day", Types.DateType.get()),
          Types.NestedField.optional(4, "at", Types.TimestampType.withZone()),
          Types.NestedField.optional(5, "wall", Types.TimestampType.withoutZone()),
          Types.NestedField.optional(6, "amount", Types.DecimalType.of(9, 2)));

  @TempDir Path folder;
  private Lake lake;
  private Table table;
  private Source<IcebergReads> source;

  @BeforeEach
  void open() {
    lake = new Lake(folder);
    table = lake.create("t", SCHEMA);
    Lake.append(
        table,
        row(1, "a'b", "2024-01-31", "2024-01-31T13:45:00Z", "1.50"),
        row(2, null, null, null, null),
        row(3, "abc", "2024-02-01", "2024-02-01T00:00:00Z", "-3.00"));
    source = source(Map.of());
  }

  @AfterEach
  void close() {
    source.close();
    lake.close();
  }

  private static org.apache.iceberg.data.Record row(
      long id, String name, String day, String at, String amount) {
    return Lake.row(
        SCHEMA,
        id,
        name,
        day == null ? null : LocalDate.parse(day),
        at == null ? null : OffsetDateTime.parse(at),
        at == null ? null : OffsetDateTime.parse(at).toLocalDateTime(),
        amount == null ? null : new BigDecimal(amount));
  }

  private Source<IcebergReads> source(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(lake.properties());
    settings.put("catalog", "jdbc");
    settings.putAll(more);
    return new IcebergProvider()
        .open(
            ParamsType.<IcebergSettings>of(IcebergSettings.class).read(settings),
            new SourceContext("lake", folder));
  }

  private static IcebergReads reads(Map<String, Object> keys) {
    return ParamsType.<IcebergReads>of(IcebergReads.class).read(keys);
  }

  private static ParamsType<DeclaredParams> type(DeclaredParameter... parameters) {
    return ParamsType.declared(ParamsDeclaration.of("test.read", List.of(parameters)));
  }

  private static DeclaredParameter parameter(String name, ParameterType type) {
    return DeclaredParameter.of(name, type).orNull();
  }

  private List<String> rows(
      Map<String, Object> reads, DeclaredParams params, BufferAllocator allocator)
      throws Exception {
    BatchReader reader =
        source.service(reads(reads), params.type()).open(params, Rows.context(allocator));
    return Rows.of(reader, allocator);
  }

  /** Returns the ids of the rows that meet one condition on {@code :v}. */
  private List<String> ids(
      String condition, ParameterType type, Object value, BufferAllocator allocator)
      throws Exception {
    ParamsType<DeclaredParams> params = type(parameter("v", type));
    Map<String, Object> values = new HashMap<>();
    values.put("v", value);
    return rows(
        Map.of("table", "db.t", "columns", List.of("id"), "filters", List.of(condition)),
        params.read(values),
        allocator);
  }

  @Test
  void conditionsCompareWithTypedValues(BufferAllocator allocator) throws Exception {
    assertThat(ids("id >= :v", ParameterType.INT32, 2, allocator)).containsExactly("2", "3");
    assertThat(ids("id != :v", ParameterType.INT64, 2, allocator)).containsExactly("1", "3");
    assertThat(ids("name = :v", ParameterType.STRING, "a'b", allocator)).containsExactly("1");
    assertThat(ids("name starts with :v", ParameterType.STRING, "a", allocator))
        .containsExactly("1", "3");
    assertThat(ids("day < :v", ParameterType.DATE, "2024-02-01", allocator)).containsExactly("1");
    assertThat(ids("at > :v", ParameterType.INSTANT, "2024-01-31T13:45:00Z", allocator))
        .containsExactly("3");
    assertThat(ids("wall <= :v", ParameterType.DATETIME, "2024-01-31T13:45:00", allocator))
        .containsExactly("1");
    assertThat(ids("amount > :v", ParameterType.DECIMAL, new BigDecimal("1.495"), allocator))
        .containsExactly("1");
    assertThat(ids("id = :v", ParameterType.INT64, Long.MAX_VALUE, allocator)).isEmpty();
  }

  @Test
  void aConditionWhoseValueIsNullIsLeftOut(BufferAllocator allocator) throws Exception {
    assertThat(ids("name = :v", ParameterType.STRING, null, allocator))
        .containsExactly("1", "2", "3");
    assertThat(
            rows(
                Map.of(
                    "table", "db.t", "columns", List.of("id"), "filters", List.of("name is null")),
                type().read(Map.of()),
                allocator))
        .containsExactly("2");
    assertThat(
            rows(
                Map.of(
                    "table",
                    "db.t",
                    "columns",
                    List.of("id"),
                    "filters",
                    List.of("name is not null", "day is not null")),
                type().read(Map.of()),
                allocator))
        .containsExactly("1", "3");
  }

  @Test
  void valuesOfAnotherTypeAreRefused(BufferAllocator allocator) {
    for (var wrong :
        Map.of(
                "id = :v", Map.entry(ParameterType.STRING, (Object) "1"),
                "day = :v", Map.entry(ParameterType.STRING, (Object) "no day"),
                "at = :v", Map.entry(ParameterType.DATETIME, (Object) "2024-01-31T13:45:00"),
                "name = :v", Map.entry(ParameterType.INT32, (Object) 5))
            .entrySet()) {
      assertThatThrownBy(
              () ->
                  ids(
                      wrong.getKey(),
                      wrong.getValue().getKey(),
                      wrong.getValue().getValue(),
                      allocator))
          .as(wrong.getKey())
          .isInstanceOf(DataServiceException.class)
          .hasMessageContaining("compares a column with a value of another type");
    }
    assertThatThrownBy(
            () -> ids("at = :v", ParameterType.INSTANT, "2024-01-31T13:45:00.0000001Z", allocator))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageContaining("v must be in whole microseconds");
    assertThatThrownBy(() -> ids("day = :v", ParameterType.DATE, "+999999999-01-01", allocator))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageContaining("v must be of a year from -9999 to 9999");
  }

  @Test
  void hostileTextsAreValues(BufferAllocator allocator) throws Exception {
    for (String text :
        List.of(
            "' OR 1=1 --", "\"", "a'b' or true", "${env:HOME}", ":v", "\u0000", "\ud83d\ude00")) {
      assertThat(ids("name = :v", ParameterType.STRING, text, allocator)).isEmpty();
    }
  }

  @Test
  void theStateCanBeAParameter(BufferAllocator allocator) throws Exception {
    long first = table.currentSnapshot().snapshotId();
    Lake.append(table, row(4, null, null, null, null));
    table.manageSnapshots().createTag("begin", first).commit();
    Map<String, Object> reads = Map.of("table", "db.t", "columns", List.of("id"));
    Map<String, Object> byId = new HashMap<>(reads);
    byId.put("snapshot_id", ":snapshot");
    ParamsType<DeclaredParams> id = type(parameter("snapshot", ParameterType.INT64));
    assertThat(rows(byId, id.read(Map.of("snapshot", first)), allocator))
        .containsExactly("1", "2", "3");
    assertThat(rows(byId, id.read(Map.of()), allocator))
        .containsExactlyInAnyOrder("1", "2", "3", "4");
    Map<String, Object> byRef = new HashMap<>(reads);
    byRef.put("ref", "begin");
    assertThat(rows(byRef, type().read(Map.of()), allocator)).containsExactly("1", "2", "3");
    Map<String, Object> byTime = new HashMap<>(reads);
    byTime.put("as_of", ":at");
    ParamsType<DeclaredParams> at = type(parameter("at", ParameterType.INSTANT));
    assertThat(rows(byTime, at.read(Map.of("at", "2999-01-01T00:00:00Z")), allocator)).hasSize(4);
  }

  @Test
  void declarationsThatCannotWorkAreRefused() {
    refuses(
        Map.of("table", "t"),
        "table: A table is named with its namespace, such as sales.orders; was 't'.");
    refuses(
        Map.of("table", "db.t", "filters", List.of("id = 5")),
        "filters must each be a column, one of = != < <= > >= or starts with, and :name, with blanks between them; or a column and is null or is not null; was \"id = 5\"");
    refuses(
        Map.of("table", "db.t", "filters", List.of("id = :other")),
        "filters use the parameters [other], together with snapshot_id, as_of and ref, and the service has [v]; they must be the same");
    refuses(
        Map.of("table", "db.t", "filters", List.of("id = :v"), "snapshot_id", "new"),
        "snapshot_id must be a number, or :name for a parameter, was \"new\"");
    assertThatThrownBy(() -> reads(Map.of("table", "db.t", "ref", "a", "snapshot_id", "1")))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessageContaining("snapshot_id must be one of snapshot_id, as_of and ref at most");
  }

  private void refuses(Map<String, Object> reads, String message) {
    assertThatThrownBy(
            () -> source.service(reads(reads), type(parameter("v", ParameterType.INT64))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void settingsThatDoNotFitAreRefused() {
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("uri", "jdbc:postgresql://u:secret@db/x"),
            Map.of("password", "secret"),
            Map.of("token", "a", "credential", "b:c"),
            Map.of("s3_access_key", "a"),
            Map.of("resume_window", "soon"),
            Map.of("properties", Map.of("jdbc.password", "secret")))) {
      assertThatThrownBy(() -> source(wrong))
          .as(wrong.toString())
          .isInstanceOf(InvalidParamsException.class)
          .hasMessageNotContaining("secret@")
          .hasMessageContaining(" must be ");
    }
  }

  @Test
  void aCatalogThatIsNotThereIsNamedWithoutItsAddress() {
    assertThatThrownBy(() -> source(Map.of("uri", "jdbc:sqlite:" + folder.resolve("none/x.db"))))
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "Iceberg source 'lake' failed while opening its catalog. The server's log has the cause.");
    assertThatThrownBy(() -> source(Map.of("uri", "jdbc:nothing:x")))
        .isInstanceOf(DataServiceException.class)
        .hasMessageNotContaining("nothing");
  }

  @Test
  void aFolderCanBeACatalog(BufferAllocator allocator) throws Exception {
    Map<String, Object> settings = Map.of("catalog", "hadoop", "warehouse", "folders");
    Files.createDirectories(folder.resolve("folders/db"));
    try (var catalog =
        new org.apache.iceberg.hadoop.HadoopCatalog(
            new org.apache.hadoop.conf.Configuration(false),
            folder.resolve("folders").toUri().toString())) {
      Table made =
          catalog.createTable(org.apache.iceberg.catalog.TableIdentifier.of("db", "h"), SCHEMA);
      Lake.append(made, row(9, "h", null, null, null));
    }
    try (Source<IcebergReads> folders =
        new IcebergProvider()
            .open(
                ParamsType.<IcebergSettings>of(IcebergSettings.class).read(settings),
                new SourceContext("folders", folder))) {
      DeclaredParams params = type().read(Map.of());
      BatchReader reader =
          folders
              .service(reads(Map.of("table", "db.h", "columns", List.of("name"))), params.type())
              .open(params, Rows.context(allocator));
      assertThat(Rows.of(reader, allocator)).containsExactly("h");
    }
  }

  @Test
  void theReferenceHasEveryKey() throws Exception {
    String reference = Files.readString(Path.of("../../docs/reference/config.md"));
    TreeSet<String> keys = new TreeSet<>(ParamsType.of(IcebergSettings.class).fieldNames());
    keys.addAll(ParamsType.of(IcebergReads.class).fieldNames());
    assertThat(keys).contains("warehouse", "resume_window", "filters", "as_of");
    assertThat(keys).allSatisfy(key -> assertThat(reference).contains("`" + key + "`"));
  }
}
