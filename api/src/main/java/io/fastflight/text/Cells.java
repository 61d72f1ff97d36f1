package io.fastflight.text;

import io.fastflight.text.Cell.Style;
import java.util.Base64;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.UuidVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarBinaryVector;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/** Makes the cells of a batch: for each column, how its type is written. */
public final class Cells {
  private final DictionaryProvider dictionaries;

  private Cells(DictionaryProvider dictionaries) {
    this.dictionaries = dictionaries;
  }

  /** Returns one cell per column, valid as long as the batch is. */
  public static List<Cell> of(VectorSchemaRoot batch, DictionaryProvider dictionaries) {
    Cells cells = new Cells(dictionaries);
    return batch.getFieldVectors().stream().map(cells::cell).toList();
  }

  /** Returns the cell of one column or child, decoded where it is dictionary-encoded. */
  Cell cell(FieldVector vector) {
    DictionaryEncoding encoding = vector.getField().getDictionary();
    if (encoding == null) {
      return plain(vector);
    }
    Dictionary dictionary = dictionaries.lookup(encoding.getId());
    BaseIntVector indexes = (BaseIntVector) vector;
    return plain(dictionary.getVector())
        .mapped(vector::isNull, row -> (int) indexes.getValueAsLong(row));
  }

  /** Returns a cell over {@code vector} that is written with {@code value}. */
  Cell over(FieldVector vector, Style style, Cell.Value value) {
    return new Cell(style, nulls(vector), value);
  }

  /** Counts once a batch what would else be asked for each value. */
  private static IntPredicate nulls(FieldVector vector) {
    return vector.getNullCount() == 0 ? row -> false : vector::isNull;
  }

  private Cell plain(FieldVector vector) {
    return switch (vector.getMinorType()) {
      case TINYINT, SMALLINT, INT, UINT1, UINT2, UINT4 -> over(vector, Style.BARE, integer(vector));
      case BIGINT, UINT8 -> over(vector, Style.DIGITS, integer(vector));
      case BIT -> over(vector, Style.BARE, bit((BitVector) vector));
      case DECIMAL, DECIMAL256 -> over(vector, Style.DIGITS, decimal(vector));
      case FLOAT2, FLOAT4, FLOAT8 -> over(vector, Style.FLOAT, floating(vector));
      case VARCHAR, LARGEVARCHAR, VIEWVARCHAR -> over(vector, Style.TEXT, text(vector));
      case VARBINARY, LARGEVARBINARY, VIEWVARBINARY, FIXEDSIZEBINARY ->
          over(vector, Style.WORD, binary(vector));
      case LIST,
          LARGELIST,
          FIXED_SIZE_LIST,
          LISTVIEW,
          LARGELISTVIEW,
          STRUCT,
          MAP,
          UNION,
          DENSEUNION,
          RUNENDENCODED ->
          new NestedCells(this).cell(vector);
      case EXTENSIONTYPE -> extension(vector);
      case NULL -> new Cell(Style.BARE, row -> true, (row, out) -> {});
      default -> over(vector, Style.WORD, TemporalCells.value(vector));
    };
  }

  private static Cell.Value integer(FieldVector vector) {
    if (vector instanceof UInt1Vector uint8) {
      return (row, out) -> out.number(Byte.toUnsignedLong(uint8.get(row)));
    }
    if (vector instanceof UInt2Vector uint16) {
      return (row, out) -> out.number(uint16.get(row));
    }
    if (vector instanceof UInt4Vector uint32) {
      return (row, out) -> out.number(Integer.toUnsignedLong(uint32.get(row)));
    }
    if (vector instanceof UInt8Vector uint64) {
      return (row, out) -> out.ascii(Long.toUnsignedString(uint64.get(row)));
    }
    if (vector instanceof BigIntVector int64) {
      return (row, out) -> out.number(int64.get(row));
    }
    if (vector instanceof IntVector int32) {
      return (row, out) -> out.number(int32.get(row));
    }
    BaseIntVector small = (BaseIntVector) vector;
    return (row, out) -> out.number(small.getValueAsLong(row));
  }

  private static Cell.Value bit(BitVector bits) {
    return (row, out) -> out.ascii(bits.get(row) == 1 ? "true" : "false");
  }

  private static Cell.Value decimal(FieldVector vector) {
    if (vector instanceof DecimalVector decimals) {
      return (row, out) -> decimal(decimals, row, out);
    }
    Decimal256Vector wide = (Decimal256Vector) vector;
    return (row, out) -> out.ascii(wide.getObject(row).toPlainString());
  }

  /** Most decimals fit into their lower half: then the upper one repeats its sign. */
  private static void decimal(DecimalVector vector, int row, TextBuffer out) {
    long start = (long) row * DecimalVector.TYPE_WIDTH;
    long low = vector.getDataBuffer().getLong(start);
    if (vector.getScale() >= 0 && vector.getDataBuffer().getLong(start + 8) == low >> 63) {
      out.decimal(low, vector.getScale());
    } else {
      out.ascii(vector.getObject(row).toPlainString());
    }
  }

  private static Cell.Value floating(FieldVector vector) {
    if (vector instanceof Float8Vector doubles) {
      return (row, out) -> DoubleText.append(doubles.get(row), out);
    }
    if (vector instanceof Float4Vector floats) {
      return (row, out) -> out.ascii(Float.toString(floats.get(row)));
    }
    Float2Vector halves = (Float2Vector) vector;
    return (row, out) -> out.ascii(Float.toString(halves.getValueAsFloat(row)));
  }

  private static Cell.Value text(FieldVector vector) {
    if (vector instanceof VarCharVector text) {
      return (row, out) ->
          out.bytes(text.getDataBuffer(), text.getStartOffset(row), text.getValueLength(row));
    }
    if (vector instanceof LargeVarCharVector large) {
      return (row, out) -> out.bytes(large.get(row));
    }
    ViewVarCharVector view = (ViewVarCharVector) vector;
    return (row, out) -> out.bytes(view.get(row));
  }

  private static Cell.Value binary(FieldVector vector) {
    Base64.Encoder base64 = Base64.getEncoder();
    if (vector instanceof VarBinaryVector binary) {
      return (row, out) -> out.bytes(base64.encode(binary.get(row)));
    }
    if (vector instanceof LargeVarBinaryVector large) {
      return (row, out) -> out.bytes(base64.encode(large.get(row)));
    }
    if (vector instanceof ViewVarBinaryVector view) {
      return (row, out) -> out.bytes(base64.encode(view.get(row)));
    }
    FixedSizeBinaryVector fixed = (FixedSizeBinaryVector) vector;
    return (row, out) -> out.bytes(base64.encode(fixed.get(row)));
  }

  private Cell extension(FieldVector vector) {
    if (vector instanceof UuidVector) {
      return over(
          vector, Style.WORD, (row, out) -> out.ascii(String.valueOf(vector.getObject(row))));
    }
    return cell((FieldVector) ((ExtensionTypeVector<?>) vector).getUnderlyingVector());
  }
}
