package io.fastflight.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.UnimplementedException;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a whole result looks like in each form. */
@ExtendWith(FreshMemory.class)
class TextFormTest {
  private static FieldVector numbers(BufferAllocator memory, String name, int count) {
    BigIntVector vector = new BigIntVector(name, memory);
    for (int i = 0; i < count; i++) {
      vector.setSafe(i, i * 1_000L);
    }
    vector.setValueCount(count);
    return vector;
  }

  private static FieldVector texts(BufferAllocator memory, String name, String... values) {
    VarCharVector vector = new VarCharVector(name, memory);
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
      }
    }
    vector.setValueCount(values.length);
    return vector;
  }

  @Test
  void rowsAreAnArrayOfObjects(BufferAllocator memory) {
    assertThat(
            Written.whole(
                new JsonRowsForm(), numbers(memory, "id", 2), texts(memory, "t", "a", null)))
        .isEqualTo("[\n{\"id\":\"0\",\"t\":\"a\"},\n{\"id\":\"1000\",\"t\":null}\n]\n");
  }

  @Test
  void columnsAreArraysInChunks(BufferAllocator memory) {
    assertThat(
            Written.whole(
                new JsonColumnsForm(), numbers(memory, "id", 2), texts(memory, "t", "a", null)))
        .isEqualTo(
            """
            {"columns":[{"name":"id","type":"Int(64, true)"},{"name":"t","type":"Utf8"}],
            "chunks":[
            [["0","1000"],["a",null]]
            ],"rows":2}
            """);
  }

  @Test
  void columnsMayHaveOneName(BufferAllocator memory) {
    assertThat(
            Written.whole(
                new JsonColumnsForm(), numbers(memory, "id", 1), numbers(memory, "id", 1)))
        .contains("[[\"0\"],[\"0\"]]");
    for (TextForm form : new TextForm[] {new JsonRowsForm(), new NdjsonForm()}) {
      assertThatThrownBy(
              () -> Written.whole(form, numbers(memory, "id", 1), numbers(memory, "id", 1)))
          .isInstanceOf(UnimplementedException.class)
          .hasMessage(
              "The result has two columns 'id', and a JSON object cannot. Ask for csv or arrow.");
    }
  }

  @Test
  void csvMayLackItsHeaderAndNameNull(BufferAllocator memory) {
    CsvForm form = new CsvForm(new CsvForm.Options(false, "NULL", false));
    assertThat(Written.whole(form, texts(memory, "t", "a", null, "")))
        .isEqualTo("a\r\nNULL\r\n\"\"\r\n");
  }

  @Test
  void csvKeepsSpreadsheetsFromFormulas(BufferAllocator memory) {
    CsvForm form = new CsvForm(new CsvForm.Options(true, "", true));
    FieldVector numbers = new IntVector("=n", memory);
    ((IntVector) numbers).setSafe(0, -1);
    ((IntVector) numbers).setSafe(1, 2);
    numbers.setValueCount(2);
    assertThat(Written.whole(form, numbers, texts(memory, "t", "=1+1", "@a,\"b\"")))
        .isEqualTo("'=n,t\r\n-1,'=1+1\r\n2,\"'@a,\"\"b\"\"\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", "a\"", "\n", "\r"})
  void textForNullNeedsNoQuotes(String text) {
    assertThatThrownBy(() -> new CsvForm.Options(true, text, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nullText must have no comma");
  }
}
