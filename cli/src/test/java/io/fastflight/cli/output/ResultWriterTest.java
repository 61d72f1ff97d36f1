package io.fastflight.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.UnimplementedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a whole result looks like in each format. */
class ResultWriterTest {
  private static FieldVector numbers(BufferAllocator memory, String name, int count) {
    BigIntVector vector = new BigIntVector(name, memory);
    for (int i = 0; i < count; i++) {
      if (i == 1) {
        vector.setNull(i);
      } else {
        vector.setSafe(i, i * 1_000L);
      }
    }
    vector.setValueCount(count);
    return vector;
  }

  private static FieldVector texts(BufferAllocator memory, String name, String... values) {
    VarCharVector vector = new VarCharVector(name, memory);
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
    }
    vector.setValueCount(values.length);
    return vector;
  }

  @Test
  void csvHasAHeaderAndEndsEveryLineWithCrLf(BufferAllocator memory) throws Exception {
    String csv =
        Written.text(
            Format.CSV, memory, numbers(memory, "id, the", 2), texts(memory, "name", "a\"b", ""));
    assertThat(csv).isEqualTo("\"id, the\",name\r\n0,\"a\"\"b\"\r\n,\"\"\r\n");
  }

  @Test
  void csvOfOneColumnHasNoBlankLine(BufferAllocator memory) throws Exception {
    assertThat(Written.text(Format.CSV, memory, numbers(memory, "id", 3)))
        .isEqualTo("id\r\n0\r\n\"\"\r\n2000\r\n");
  }

  @Test
  void ndjsonHasOneObjectALine(BufferAllocator memory) throws Exception {
    String ndjson =
        Written.text(
            Format.NDJSON, memory, numbers(memory, "id", 2), texts(memory, "näme", "x\ny", "é"));
    assertThat(ndjson)
        .isEqualTo("{\"id\":\"0\",\"näme\":\"x\\ny\"}\n{\"id\":null,\"näme\":\"é\"}\n");
  }

  @Test
  void ndjsonRefusesTwoColumnsOfOneName(BufferAllocator memory) {
    assertThatThrownBy(
            () ->
                Written.text(
                    Format.NDJSON, memory, numbers(memory, "id", 1), numbers(memory, "id", 1)))
        .isInstanceOf(UnimplementedException.class)
        .hasMessage(
            "The result has two columns 'id', and a JSON object cannot. Ask for csv or arrow.");
  }

  @Test
  void tablesAlignAndCount(BufferAllocator memory) throws Exception {
    String table =
        Written.text(
            Format.TABLE,
            memory,
            numbers(memory, "id", 3),
            texts(memory, "name", "a", "日本", "last"));
    assertThat(table)
        .isEqualTo(
            """
              id  name
            ----  ----
               0  a
            null  日本
            2000  last
            3 rows
            """);
  }

  @Test
  void tablesShowTheFirstRowsAndSayHowManyThereAre(BufferAllocator memory) throws Exception {
    byte[] table = Written.bytes(Format.TABLE, 2, memory, numbers(memory, "id", 1_234));
    assertThat(new String(table, StandardCharsets.UTF_8))
        .isEqualTo("  id\n----\n   0\nnull\n2 of 1,234 rows shown\n");
  }

  @Test
  void tablesCutLongValuesAndLetNoControlCharacterThrough(BufferAllocator memory) throws Exception {
    String table =
        Written.text(
            Format.TABLE, memory, texts(memory, "v", "x".repeat(100), "\u001b[2Jred\ttab\n"));
    assertThat(table.lines().toList().subList(2, 4))
        .containsExactly("x".repeat(59) + "\u2026", "\uFFFD[2Jred\\ttab\\n");
  }

  @Test
  void arrowIsReadBackByAnyReader(BufferAllocator memory) throws Exception {
    byte[] ipc =
        Written.bytes(
            Format.ARROW, 0, memory, numbers(memory, "id", 3), texts(memory, "t", "a", "b", "c"));
    try (Table table = Table.fromIpc(new ByteArrayInputStream(ipc), memory)) {
      assertThat(table.rowCount()).isEqualTo(3);
      assertThat(table.value("id", 1)).isNull();
      assertThat(table.value("t", 2)).hasToString("c");
    }
  }

  @Test
  void arrowThatWasNotFinishedIsNotTakenForWhole(BufferAllocator memory) throws Exception {
    byte[] ipc = Written.bytes(Format.ARROW, 0, memory, numbers(memory, "id", 3));
    byte[] unfinished = Arrays.copyOf(ipc, ipc.length - 8); // all but the end marker
    assertThatThrownBy(() -> Table.fromIpc(new ByteArrayInputStream(unfinished), memory))
        .isInstanceOf(FastFlightException.class);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void anEmptyResultIsAResult(Format format, BufferAllocator memory) throws Exception {
    byte[] written = Written.bytes(format, 20, memory, numbers(memory, "id", 0));
    String text = new String(written, StandardCharsets.UTF_8);
    switch (format) {
      case TABLE -> assertThat(text).isEqualTo("id\n--\n0 rows\n");
      case CSV -> assertThat(text).isEqualTo("id\r\n");
      case NDJSON -> assertThat(text).isEmpty();
      case ARROW -> {
        try (Table table = Table.fromIpc(new ByteArrayInputStream(written), memory)) {
          assertThat(table.rowCount()).isZero();
          assertThat(table.schema().getFields()).hasSize(1);
        }
      }
    }
  }

  @Test
  void rowsOfManyBatchesFollowEachOther(BufferAllocator memory) throws Exception {
    try (VectorSchemaRoot first = VectorSchemaRoot.of(numbers(memory, "id", 1));
        VectorSchemaRoot second = VectorSchemaRoot.of(numbers(memory, "id", 1))) {
      first.setRowCount(1);
      second.setRowCount(1);
      byte[] csv =
          Written.bytes(
              Format.CSV,
              0,
              memory,
              List.of(first, second),
              new DictionaryProvider.MapDictionaryProvider());
      assertThat(new String(csv, StandardCharsets.UTF_8)).isEqualTo("id\r\n0\r\n0\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rows.csv,CSV",
    "ROWS.CSV,CSV",
    "a.ndjson,NDJSON",
    "a.jsonl,NDJSON",
    "a.arrow,ARROW",
    "a.arrows,ARROW",
    "a.txt,",
    "csv2,"
  })
  void aFileNameSaysItsFormat(String name, Format format) {
    assertThat(Format.byName(Path.of("some.arrow", name)).orElse(null)).isEqualTo(format);
  }
}
