package io.fastflight.source.postgres;

import io.fastflight.source.jdbc.column.ColumnSink;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Decodes the values of one column from PostgreSQL's binary format, in network byte order.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, binary format</a>
 */
abstract class FieldDecoder {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final ArrowType type;
  private final ColumnSink sink;

  FieldDecoder(ArrowType type, ColumnSink sink) {
    this.type = type;
    this.sink = sink;
  }

  final ArrowType type() {
    return type;
  }

  final ColumnSink sink() {
    return sink;
  }

  /**
   * Decodes the value in {@code length} bytes of {@code data} from {@code at} on, which are there.
   *
   * @throws UnfitValueException if the Arrow type does not hold it
   * @throws IOException if it is not of the expected type
   */
  abstract void decode(byte[] data, int at, int length, int row) throws IOException;

  static short shortAt(byte[] data, int at) {
    return (short) SHORTS.get(data, at);
  }

  static int intAt(byte[] data, int at) {
    return (int) INTS.get(data, at);
  }

  static long longAt(byte[] data, int at) {
    return (long) LONGS.get(data, at);
  }

  static void requireLength(int found, int wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("A value has %s bytes, not %s.".formatted(found, wanted));
    }
  }
}
