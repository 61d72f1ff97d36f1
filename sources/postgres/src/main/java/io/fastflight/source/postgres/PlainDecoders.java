package io.fastflight.source.postgres;

import io.fastflight.source.jdbc.column.BitSink;
import io.fastflight.source.jdbc.column.BytesSink;
import io.fastflight.source.jdbc.column.FixedSink;
import java.io.IOException;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Decodes what both sides keep alike: booleans, numbers of the machine, texts and bytes. */
final class PlainDecoders {
  private static final int UUID_BYTES = 16;

  private PlainDecoders() {}

  static FieldDecoder bool() {
    BitSink sink = new BitSink();
    return new FieldDecoder(ArrowType.Bool.INSTANCE, sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        requireLength(length, 1);
        sink.put(row, data[at] != 0);
      }
    };
  }

  static FieldDecoder int2() {
    FixedSink sink = new FixedSink();
    return new FieldDecoder(new ArrowType.Int(16, true), sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        requireLength(length, 2);
        sink.putShort(row, shortAt(data, at));
      }
    };
  }

  static FieldDecoder int4() {
    return fourBytes(new ArrowType.Int(32, true));
  }

  static FieldDecoder int8() {
    return eightBytes(new ArrowType.Int(64, true));
  }

  /** Floats travel as their bits, NaN and infinity among them. */
  static FieldDecoder float4() {
    return fourBytes(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
  }

  static FieldDecoder float8() {
    return eightBytes(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
  }

  /** Object identifiers have 32 bits without a sign. */
  static FieldDecoder oid() {
    FixedSink sink = new FixedSink();
    return new FieldDecoder(new ArrowType.Int(64, true), sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        requireLength(length, 4);
        sink.putLong(row, Integer.toUnsignedLong(intAt(data, at)));
      }
    };
  }

  static FieldDecoder text() {
    return bytes(ArrowType.Utf8.INSTANCE);
  }

  static FieldDecoder bytea() {
    return bytes(ArrowType.Binary.INSTANCE);
  }

  /** A version, then the text. */
  static FieldDecoder jsonb() {
    BytesSink sink = new BytesSink();
    return new FieldDecoder(ArrowType.Utf8.INSTANCE, sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        if (length < 1 || data[at] != 1) {
          throw new IOException("A jsonb of another version than 1.");
        }
        sink.put(row, data, at + 1, length - 1);
      }
    };
  }

  static FieldDecoder uuid() {
    FixedSink sink = new FixedSink();
    return new FieldDecoder(new ArrowType.FixedSizeBinary(UUID_BYTES), sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        requireLength(length, UUID_BYTES);
        sink.putBytes(row, data, at, UUID_BYTES);
      }
    };
  }

  private static FieldDecoder fourBytes(ArrowType type) {
    FixedSink sink = new FixedSink();
    return new FieldDecoder(type, sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        requireLength(length, 4);
        sink.putInt(row, intAt(data, at));
      }
    };
  }

  private static FieldDecoder eightBytes(ArrowType type) {
    FixedSink sink = new FixedSink();
    return new FieldDecoder(type, sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        requireLength(length, 8);
        sink.putLong(row, longAt(data, at));
      }
    };
  }

  private static FieldDecoder bytes(ArrowType type) {
    BytesSink sink = new BytesSink();
    return new FieldDecoder(type, sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) {
        sink.put(row, data, at, length);
      }
    };
  }
}
