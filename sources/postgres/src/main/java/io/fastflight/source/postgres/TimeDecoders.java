package io.fastflight.source.postgres;

import io.fastflight.source.jdbc.column.FixedSink;
import java.io.IOException;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Decodes dates and times. PostgreSQL counts from 2000-01-01, Arrow from 1970-01-01; what is
 * infinite, or does not fit after the shift, is refused.
 */
final class TimeDecoders {
  private static final int SHIFT_DAYS = 10_957;
  private static final long SHIFT_MICROS = SHIFT_DAYS * 86_400_000_000L;
  private static final long MAX_INTERVAL_MICROS = Long.MAX_VALUE / 1_000;
  private static final long DAY_MICROS = 86_400_000_000L;

  private TimeDecoders() {}

  static FieldDecoder date() {
    FixedSink sink = new FixedSink();
    return new FieldDecoder(new ArrowType.Date(DateUnit.DAY), sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        requireLength(length, 4);
        int days = intAt(data, at);
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
          throw new UnfitValueException("an infinite date");
        }
        sink.putInt(row, days + SHIFT_DAYS); // the last date, in 5874897, is below the edge
      }
    };
  }

  static FieldDecoder time() {
    FixedSink sink = new FixedSink();
    return new FieldDecoder(new ArrowType.Time(TimeUnit.MICROSECOND, 64), sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        requireLength(length, 8);
        long micros = longAt(data, at);
        if (micros >= DAY_MICROS) {
          throw new UnfitValueException("the time 24:00");
        }
        sink.putLong(row, micros);
      }
    };
  }

  static FieldDecoder timestamp() {
    return timestamp(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
  }

  static FieldDecoder timestamptz() {
    return timestamp(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"));
  }

  private static FieldDecoder timestamp(ArrowType type) {
    FixedSink sink = new FixedSink();
    return new FieldDecoder(type, sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        requireLength(length, 8);
        long micros = longAt(data, at);
        if (micros == Long.MIN_VALUE || micros > Long.MAX_VALUE - SHIFT_MICROS) {
          throw new UnfitValueException("a timestamp that is infinite or too far away");
        }
        sink.putLong(row, micros + SHIFT_MICROS);
      }
    };
  }

  /** Months, days and the rest stay apart on both sides. */
  static FieldDecoder interval() {
    FixedSink sink = new FixedSink();
    return new FieldDecoder(new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO), sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        requireLength(length, 16);
        long micros = longAt(data, at);
        int days = intAt(data, at + 8);
        int months = intAt(data, at + 12);
        if (micros > MAX_INTERVAL_MICROS || micros < -MAX_INTERVAL_MICROS) {
          throw new UnfitValueException("an interval that is infinite or too long");
        }
        sink.putLongs(row, Integer.toUnsignedLong(months) | ((long) days << 32), micros * 1_000);
      }
    };
  }
}
