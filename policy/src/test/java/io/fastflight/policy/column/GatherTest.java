package io.fastflight.policy.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.TestSeed;
import io.fastflight.testkit.columns.NestedColumns;
import io.fastflight.testkit.columns.PlainColumns;
import io.fastflight.testkit.columns.SampleColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GatherTest {
  static Stream<SampleColumn> columns() {
    return Stream.concat(PlainColumns.all().stream(), NestedColumns.all().stream());
  }

  @ParameterizedTest
  @MethodSource("columns")
  void theRowsChosenHaveTheirValues(SampleColumn column, BufferAllocator memory) {
    Random random = TestSeed.random(GatherTest.class);
    for (int round = 0; round < 20; round++) {
      int rows = 1 + random.nextInt(200);
      try (FieldVector vector = column.vector(memory, rows)) {
        long[] words = words(random, rows);
        assertChosen(root(column, vector), words, memory);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("columns")
  void theRowsOfWhatWasChosenCanBeChosenFrom(SampleColumn column, BufferAllocator memory) {
    Random random = TestSeed.random(GatherTest.class);
    try (FieldVector vector = column.vector(memory, 100)) {
      RowRuns odd = new RowRuns();
      for (int row = 1; row < 100; row += 2) {
        odd.add(row, 1);
      }
      try (VectorSchemaRoot once = Gather.of(root(column, vector), odd, memory)) {
        assertChosen(once, words(random, 50), memory);
      }
    }
  }

  @Test
  void noByteOfARowLeftOutIsInTheResult(BufferAllocator memory) {
    try (ViewVarCharVector texts = new ViewVarCharVector("text", memory)) {
      texts.allocateNew();
      texts.setSafe(0, "a text that everyone may see".getBytes(StandardCharsets.UTF_8));
      texts.setSafe(1, "SECRET".repeat(10).getBytes(StandardCharsets.UTF_8));
      texts.setValueCount(2);
      RowRuns first = new RowRuns();
      first.add(0, 1);
      try (VectorSchemaRoot seen = Gather.of(VectorSchemaRoot.of(texts), first, memory)) {
        for (ArrowBuf buffer : seen.getVector(0).getFieldBuffers()) {
          byte[] bytes = new byte[(int) buffer.readableBytes()];
          buffer.getBytes(0, bytes);
          assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("SECRET");
        }
      }
    }
  }

  @Test
  void shortTextsLeaveNothingOfTheirNeighboursBehind(BufferAllocator memory) {
    try (VarCharVector texts = new VarCharVector("text", memory)) {
      int rows = 200;
      long[] every = new long[4];
      StringBuilder wanted = new StringBuilder();
      texts.allocateNew();
      for (int row = 0; row < rows; row++) {
        boolean seen = row % 3 == 0;
        String text = (seen ? "s" : "X").repeat(row % 41);
        texts.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
        every[row >> 6] |= (seen ? 1L : 0L) << row;
        wanted.append(seen ? text : "");
      }
      texts.setValueCount(rows);
      RowRuns chosen = RowRuns.of(every, rows);
      assertThat(chosen.areShort()).isTrue();
      try (VectorSchemaRoot seen = Gather.of(VectorSchemaRoot.of(texts), chosen, memory)) {
        ArrowBuf data = seen.getVector(0).getDataBuffer();
        byte[] bytes = new byte[(int) data.readableBytes()];
        data.getBytes(0, bytes);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(wanted.toString());
      }
    }
  }

  private static VectorSchemaRoot root(SampleColumn column, FieldVector vector) {
    return new VectorSchemaRoot(List.of(column.field()), List.of(vector), vector.getValueCount());
  }

  private static long[] words(Random random, int rows) {
    long[] words = new long[(rows + 63) / 64];
    int one = random.nextInt(5);
    for (int row = 0; row < rows; row++) {
      boolean chosen =
          switch (one) {
            case 0 -> random.nextBoolean();
            case 1 -> random.nextInt(20) > 0;
            case 2 -> random.nextInt(20) == 0;
            case 3 -> row / 17 % 2 == 0;
            default -> row == rows - 1;
          };
      words[row >> 6] |= (chosen ? 1L : 0L) << row;
    }
    words[0] |= 1; // one row at least
    return words;
  }

  private static void assertChosen(VectorSchemaRoot batch, long[] words, BufferAllocator memory) {
    List<Object> all = SampleColumn.values(batch.getVector(0));
    List<Object> wanted = new ArrayList<>();
    for (int row = 0; row < all.size(); row++) {
      if ((words[row >> 6] >> row & 1) != 0) {
        wanted.add(all.get(row));
      }
    }
    try (VectorSchemaRoot found =
        Gather.of(batch, RowRuns.of(words, batch.getRowCount()), memory)) {
      assertThat(found.getRowCount()).isEqualTo(wanted.size());
      assertThat(found.getSchema()).isEqualTo(batch.getSchema());
      assertThat(SampleColumn.values(found.getVector(0))).isEqualTo(wanted);
    }
  }
}
