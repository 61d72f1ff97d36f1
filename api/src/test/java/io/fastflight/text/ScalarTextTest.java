package io.fastflight.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.UuidVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How single values are written. */
@ExtendWith(FreshMemory.class)
class ScalarTextTest {
  @Test
  void integersKeepAllDigitsSignedOrNot(BufferAllocator memory) {
    BigIntVector int64 = new BigIntVector("v", memory);
    int64.setSafe(0, Long.MIN_VALUE);
    int64.setSafe(1, 9_007_199_254_740_993L); // beyond what a double holds
    int64.setNull(2);
    int64.setValueCount(3);
    assertThat(Written.json(int64))
        .containsExactly("\"-9223372036854775808\"", "\"9007199254740993\"", "null");

    TinyIntVector int8 = new TinyIntVector("v", memory);
    int8.setSafe(0, -128);
    int8.setValueCount(1);
    assertThat(Written.json(int8)).containsExactly("-128");

    UInt1Vector uint8 = new UInt1Vector("v", memory);
    uint8.setSafe(0, 255);
    uint8.setValueCount(1);
    assertThat(Written.json(uint8)).containsExactly("255");

    UInt2Vector uint16 = new UInt2Vector("v", memory);
    uint16.setSafe(0, 65_535);
    uint16.setValueCount(1);
    assertThat(Written.json(uint16)).containsExactly("65535");

    UInt4Vector uint32 = new UInt4Vector("v", memory);
    uint32.setSafe(0, -1);
    uint32.setValueCount(1);
    assertThat(Written.json(uint32)).containsExactly("4294967295");

    UInt8Vector uint64 = new UInt8Vector("v", memory);
    uint64.setSafe(0, -1L);
    uint64.setValueCount(1);
    assertThat(Written.json(uint64)).containsExactly("\"18446744073709551615\"");
  }

  @Test
  void floatsThatJsonDoesNotKnowAreStringsThere(BufferAllocator memory) {
    double[] values = {
      1.5, -0.0, 1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };
    assertThat(Written.json(doubles(memory, values)))
        .containsExactly("1.5", "-0.0", "1.0E300", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"");
    assertThat(Written.plain(doubles(memory, values)))
        .containsExactly("1.5", "-0.0", "1.0E300", "NaN", "Infinity", "-Infinity");
  }

  private static Float8Vector doubles(BufferAllocator memory, double... values) {
    Float8Vector vector = new Float8Vector("v", memory);
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i]);
    }
    vector.setValueCount(values.length);
    return vector;
  }

  @Test
  void smallFloatsHaveTheirShortestDigits(BufferAllocator memory) {
    Float4Vector float32 = new Float4Vector("v", memory);
    float32.setSafe(0, 0.1f);
    float32.setValueCount(1);
    assertThat(Written.json(float32)).containsExactly("0.1");

    Float2Vector float16 = new Float2Vector("v", memory);
    float16.setSafeWithPossibleTruncate(0, 0.5f);
    float16.setValueCount(1);
    assertThat(Written.json(float16)).containsExactly("0.5");
  }

  @Test
  void decimalsKeepTheirScaleAndHaveNoExponent(BufferAllocator memory) {
    DecimalVector decimal = new DecimalVector("v", memory, 38, 3);
    decimal.setSafe(0, new BigDecimal("12345678901234567890.100"));
    decimal.setSafe(1, new BigDecimal("0.000"));
    decimal.setValueCount(2);
    assertThat(Written.json(decimal)).containsExactly("\"12345678901234567890.100\"", "\"0.000\"");

    Decimal256Vector wide = new Decimal256Vector("v", memory, 60, 10);
    wide.setSafe(0, new BigDecimal("0.0000000001"));
    wide.setValueCount(1);
    assertThat(Written.plain(wide)).containsExactly("0.0000000001");
  }

  @Test
  void booleansAreWords(BufferAllocator memory) {
    BitVector bits = new BitVector("v", memory);
    bits.setSafe(0, 1);
    bits.setSafe(1, 0);
    bits.setNull(2);
    bits.setValueCount(3);
    assertThat(Written.json(bits)).containsExactly("true", "false", "null");
  }

  @Test
  void textIsEscapedForJsonAndQuotedForCsv(BufferAllocator memory) {
    String[] values = {
      "plain", "say \"hi\"", "a,b", "two\r\nlines", "tab\tand\\", "é😀", "\u0001\u007f", "", null
    };
    assertThat(Written.json(texts(memory, values)))
        .containsExactly(
            "\"plain\"",
            "\"say \\\"hi\\\"\"",
            "\"a,b\"",
            "\"two\\r\\nlines\"",
            "\"tab\\tand\\\\\"",
            "\"é😀\"",
            "\"\\u0001\u007f\"",
            "\"\"",
            "null");
    assertThat(Written.whole(new CsvForm(CsvForm.Options.DEFAULT), texts(memory, values)))
        .isEqualTo(
            "v\r\nplain\r\n\"say \"\"hi\"\"\"\r\n\"a,b\"\r\n\"two\r\nlines\"\r\ntab\tand\\\r\né😀\r\n"
                + "\u0001\u007f\r\n\"\"\r\n\"\"\r\n");
  }

  private static VarCharVector texts(BufferAllocator memory, String... values) {
    VarCharVector vector = new VarCharVector("v", memory);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        vector.setNull(i);
      } else {
        vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
      }
    }
    vector.setValueCount(values.length);
    return vector;
  }

  @Test
  void otherLayoutsOfTextReadTheSame(BufferAllocator memory) {
    byte[] bytes = "zwölf Boxkämpfer".getBytes(StandardCharsets.UTF_8);
    LargeVarCharVector large = new LargeVarCharVector("v", memory);
    large.setSafe(0, bytes);
    large.setValueCount(1);
    assertThat(Written.plain(large)).containsExactly("zwölf Boxkämpfer");

    ViewVarCharVector view = new ViewVarCharVector("v", memory);
    view.allocateNew();
    view.setSafe(0, bytes);
    view.setSafe(1, "short".getBytes(StandardCharsets.UTF_8));
    view.setValueCount(2);
    assertThat(Written.plain(view)).containsExactly("zwölf Boxkämpfer", "short");
  }

  @Test
  void binaryIsBase64(BufferAllocator memory) {
    byte[] bytes = {0, (byte) 0xFF, 16, 32};
    VarBinaryVector binary = new VarBinaryVector("v", memory);
    binary.setSafe(0, bytes);
    binary.setValueCount(1);
    assertThat(Written.json(binary)).containsExactly("\"AP8QIA==\"");

    LargeVarBinaryVector large = new LargeVarBinaryVector("v", memory);
    large.setSafe(0, bytes);
    large.setValueCount(1);
    assertThat(Written.json(large)).containsExactly("\"AP8QIA==\"");

    FixedSizeBinaryVector fixed = new FixedSizeBinaryVector("v", memory, 4);
    fixed.setSafe(0, bytes);
    fixed.setValueCount(1);
    assertThat(Written.json(fixed)).containsExactly("\"AP8QIA==\"");

    ViewVarBinaryVector view = new ViewVarBinaryVector("v", memory);
    view.allocateNew();
    view.setSafe(0, bytes);
    view.setValueCount(1);
    assertThat(Written.plain(view)).containsExactly("AP8QIA==");
  }

  @Test
  void uuidsAndNullsOfNoTypeAreWritten(BufferAllocator memory) {
    UuidVector uuids = new UuidVector("v", memory);
    uuids.setSafe(0, UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
    uuids.setValueCount(1);
    assertThat(Written.json(uuids)).containsExactly("\"123e4567-e89b-12d3-a456-426614174000\"");

    NullVector nulls = new NullVector("v", 2);
    assertThat(Written.json(nulls)).containsExactly("null", "null");
  }
}
