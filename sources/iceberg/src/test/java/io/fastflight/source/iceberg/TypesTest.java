package io.fastflight.source.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.error.DataServiceException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type, against the values that were written. */
class TypesTest {
  private static final ZoneOffset UTC = ZoneOffset.UTC;

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

  private static Arguments type(Type type, String field, Object[] written, Object... read) {
    return Arguments.of(type, field, written, read);
  }

  private static Object[] of(Object... values) {
    return values;
  }

  private static Stream<Arguments> numbers() {
    return Stream.of(
        type(Types.BooleanType.get(), "Bool", of(true, false), true, false),
        type(
            Types.IntegerType.get(),
            "Int(32, true)",
            of(Integer.MIN_VALUE, -1, Integer.MAX_VALUE),
            Integer.MIN_VALUE,
            -1,
            Integer.MAX_VALUE),
        type(
            Types.LongType.get(),
            "Int(64, true)",
            of(Long.MIN_VALUE, 0L, Long.MAX_VALUE),
            Long.MIN_VALUE,
            0L,
            Long.MAX_VALUE),
        type(
            Types.FloatType.get(),
            "FloatingPoint(SINGLE)",
            of(Float.NaN, Float.NEGATIVE_INFINITY, -0.0f, Float.MIN_VALUE),
            Float.NaN,
            Float.NEGATIVE_INFINITY,
            -0.0f,
            Float.MIN_VALUE),
        type(
            Types.DoubleType.get(),
            "FloatingPoint(DOUBLE)",
            of(Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MAX_VALUE),
            Double.NaN,
            Double.POSITIVE_INFINITY,
            -0.0,
            Double.MAX_VALUE));
  }

  private static Stream<Arguments> textsAndDecimals() {
    return Stream.of(
        type(
            Types.StringType.get(),
            "Utf8",
            of("", "\u00e4\ud83d\ude00\u0000z"),
            "",
            "\u00e4\ud83d\ude00\u0000z"),
        type(
            Types.UUIDType.get(),
            "FixedSizeBinary(16)",
            of(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")),
            "00112233445566778899aabbccddeeff"),
        type(
            Types.FixedType.ofLength(3), "FixedSizeBinary(3)", of(new byte[] {0, -1, 7}), "00ff07"),
        type(
            Types.BinaryType.get(),
            "Binary",
            of(ByteBuffer.wrap(new byte[0]), ByteBuffer.wrap(new byte[] {1, -128})),
            "",
            "0180"),
        decimal(9, 2, "-9999999.99", "0.01"),
        decimal(18, 0, "999999999999999999", "-1"),
        decimal(38, 10, "9999999999999999999999999999.9999999999", "-0.0000000001"));
  }

  private static Stream<Arguments> times() {
    LocalDateTime early = LocalDateTime.parse("0001-01-01T00:00:00");
    LocalDateTime late = LocalDateTime.parse("9999-12-31T23:59:59.999999");
    LocalDateTime gap = LocalDateTime.parse("2024-03-31T02:30:00.000001");
    return Stream.of(
        type(
            Types.DateType.get(),
            "Date(DAY)",
            of(early.toLocalDate(), LocalDate.EPOCH, late.toLocalDate()),
            (int) early.toLocalDate().toEpochDay(),
            0,
            (int) late.toLocalDate().toEpochDay()),
        type(
            Types.TimeType.get(),
            "Time(MICROSECOND, 64)",
            of(LocalTime.MIDNIGHT, LocalTime.parse("23:59:59.999999")),
            0L,
            86_399_999_999L),
        type(
            Types.TimestampType.withoutZone(),
            "Timestamp(MICROSECOND, null)",
            of(early, gap, late),
            early,
            gap,
            late),
        type(
            Types.TimestampType.withZone(),
            "Timestamp(MICROSECOND, UTC)",
            of(
                early.atOffset(UTC),
                OffsetDateTime.parse("2024-03-31T02:30:00+01:00"),
                late.atOffset(UTC)),
            micros(early),
            micros(LocalDateTime.parse("2024-03-31T01:30:00")),
            micros(late)));
  }

  private static long micros(LocalDateTime moment) {
    return java.time.temporal.ChronoUnit.MICROS.between(
        LocalDateTime.parse("1970-01-01T00:00:00"), moment);
  }

  private static Arguments decimal(int precision, int scale, String... values) {
    Object[] decimals =
        Arrays.stream(values).map(text -> new BigDecimal(text).setScale(scale)).toArray();
    return type(
        Types.DecimalType.of(precision, scale),
        "Decimal(%s, %s, 128)".formatted(precision, scale),
        decimals,
        decimals);
  }

  @ParameterizedTest
  @MethodSource({"numbers", "textsAndDecimals", "times"})
  void aTypeIsReadAsItWasWritten(
      Type type, String field, Object[] written, Object[] read, BufferAllocator allocator) {
    Schema schema =
        new Schema(
            Types.NestedField.optional(1, "v", type), Types.NestedField.required(2, "r", type));
    List<Record> rows =
        Stream.concat(
                Arrays.stream(written).map(value -> Lake.row(schema, value, value)),
                Stream.of(Lake.row(schema, null, written[0])))
            .toList();
    Lake.append(lake.create("t", schema), rows);
    try (BatchReader reader = source.read(IcebergQuery.of("db.t"), Rows.context(allocator));
        Table table = Table.read(reader, allocator)) {
      assertThat(table.schema().findField("v").getType().toString()).isEqualTo(field);
      assertThat(table.schema().findField("v").isNullable()).isTrue();
      assertThat(table.schema().findField("r").isNullable()).isFalse();
      for (int i = 0; i < read.length; i++) {
        assertThat(plain(table.value("v", i))).isEqualTo(read[i]);
        assertThat(plain(table.value("r", i))).isEqualTo(read[i]);
      }
      assertThat(table.value("v", read.length)).isNull();
      assertThat(table.rowCount()).isEqualTo(read.length + 1);
    }
  }

  private static Object plain(Object value) {
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    return value instanceof org.apache.arrow.vector.util.Text ? value.toString() : value;
  }

  @Test
  void uuidsAreMarked(BufferAllocator allocator) {
    lake.create("t", new Schema(Types.NestedField.optional(1, "u", Types.UUIDType.get())));
    assertThat(
            source
                .schema(IcebergQuery.of("db.t"), Rows.context(allocator))
                .findField("u")
                .getMetadata())
        .containsEntry("ARROW:extension:name", "arrow.uuid");
  }

  @Test
  void nestedValuesKeepTheirNullsAndTheirEmptyOnes(BufferAllocator allocator) {
    Types.StructType point = point(10);
    Schema schema =
        new Schema(
            Types.NestedField.optional(1, "p", point),
            Types.NestedField.optional(
                2, "l", Types.ListType.ofOptional(12, Types.StringType.get())),
            Types.NestedField.optional(
                3,
                "m",
                Types.MapType.ofOptional(
                    13, 14, Types.StringType.get(), Types.ListType.ofOptional(15, point(20)))));
    Record one = GenericRecord.create(point);
    one.set(0, 7);
    Record two = GenericRecord.create(point);
    two.set(1, "b");
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("k", Arrays.asList(one, null));
    map.put("none", null);
    Lake.append(
        lake.create("t", schema),
        Lake.row(schema, one, Arrays.asList("a", null, ""), map),
        Lake.row(schema, null, null, null),
        Lake.row(schema, two, List.of(), Map.of()));
    assertThat(Rows.of(source.read(IcebergQuery.of("db.t"), Rows.context(allocator)), allocator))
        .containsExactly(
            "{\"x\":7}|[\"a\",null,\"\"]|[{\"key\":\"k\",\"value\":[{\"x\":7},null]},{\"key\":\"none\"}]",
            "null|null|null",
            "{\"label\":\"b\"}|[]|[]");
  }

  private static Types.StructType point(int firstId) {
    return Types.StructType.of(
        Types.NestedField.optional(firstId, "x", Types.IntegerType.get()),
        Types.NestedField.optional(firstId + 1, "label", Types.StringType.get()));
  }

  @Test
  void textsOfManyBytesMakeShorterBatches(BufferAllocator allocator) {
    Schema schema = new Schema(Types.NestedField.required(1, "s", Types.StringType.get()));
    String wide = "x".repeat(1 << 20);
    Lake.append(
        lake.create("t", schema), Stream.generate(() -> Lake.row(schema, wide)).limit(40).toList());
    try (var reader = source.read(IcebergQuery.of("db.t"), Rows.context(allocator))) {
      long rows = 0;
      while (reader.next()) {
        assertThat(reader.batch().getRowCount()).isLessThanOrEqualTo(16);
        rows += reader.batch().getRowCount();
      }
      assertThat(rows).isEqualTo(40);
    }
  }

  @Test
  void aTypeThatIsNotReadIsNamed(BufferAllocator allocator) {
    lake.create(
        "t",
        new Schema(
            Types.NestedField.optional(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "v", Types.VariantType.get())),
        Map.of("format-version", "3"));
    assertThatThrownBy(() -> source.read(IcebergQuery.of("db.t"), Rows.context(allocator)))
        .isInstanceOf(DataServiceException.class)
        .hasMessage(
            "The column 'v' has the type variant, which is not read. Name the columns of the service without it.");
    assertThat(
            Rows.of(
                source.read(IcebergQuery.of("db.t").columns("id"), Rows.context(allocator)),
                allocator))
        .isEmpty();
  }
}
