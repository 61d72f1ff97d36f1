package io.fastflight.source.postgres;

import io.fastflight.source.jdbc.column.BytesSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Decodes types that Arrow does not have into the text PostgreSQL itself would print, letter by
 * letter: numbers without bounds, times with an offset, network addresses, strings of bits.
 */
final class PrintingDecoders {
  private static final int NUMERIC_HEADER_BYTES = 8;

  private PrintingDecoders() {}

  /** Appends the text of the value in {@code length} bytes from {@code at} on. */
  @FunctionalInterface
  private interface Printer {
    void print(byte[] data, int at, int length, StringBuilder text) throws IOException;
  }

  static FieldDecoder numeric() {
    return printed(PrintingDecoders::numeric);
  }

  static FieldDecoder timetz() {
    return printed(PrintingDecoders::timetz);
  }

  static FieldDecoder network() {
    return printed(NetworkText::address);
  }

  static FieldDecoder mac() {
    return printed(NetworkText::mac);
  }

  static FieldDecoder bits() {
    return printed(PrintingDecoders::bits);
  }

  /** The type {@code "char"}: one byte, of which only ASCII is a text in every encoding. */
  static FieldDecoder singleChar() {
    return printed(
        (data, at, length, text) -> {
          FieldDecoder.requireLength(length, 1);
          if (data[at] < 0) {
            throw new UnfitValueException("a byte that is not ASCII");
          }
          if (data[at] != 0) {
            text.append((char) data[at]);
          }
        });
  }

  private static FieldDecoder printed(Printer printer) {
    BytesSink sink = new BytesSink();
    StringBuilder text = new StringBuilder();
    return new FieldDecoder(ArrowType.Utf8.INSTANCE, sink) {
      @Override
      void decode(byte[] data, int at, int length, int row) throws IOException {
        text.setLength(0);
        printer.print(data, at, length, text);
        sink.put(row, text.toString().getBytes(StandardCharsets.ISO_8859_1)); // it is ASCII
      }
    };
  }

  private static void numeric(byte[] data, int at, int length, StringBuilder text)
      throws IOException {
    int digits = NumericDecoder.digits(data, at, length);
    switch (FieldDecoder.shortAt(data, at + 4) & 0xFFFF) {
      case 0xC000 -> text.append("NaN");
      case 0xD000 -> text.append("Infinity");
      case 0xF000 -> text.append("-Infinity");
      case 0x4000 -> finite(data, at, digits, text.append('-'));
      case 0x0000 -> finite(data, at, digits, text);
      default -> throw new IOException("A numeric with an unknown sign.");
    }
  }

  private static void finite(byte[] data, int at, int digits, StringBuilder text) {
    int weight = FieldDecoder.shortAt(data, at + 2);
    int decimals = FieldDecoder.shortAt(data, at + 6);
    int first = text.length();
    for (int i = 0; i <= weight; i++) {
      int digit = digit(data, at, digits, i);
      if (text.length() > first) {
        fourDigits(digit, text);
      } else if (digit != 0 || i == weight) {
        text.append(digit);
      }
    }
    if (text.length() == first) {
      text.append('0');
    }
    if (decimals > 0) {
      text.append('.');
      int end = text.length() + decimals;
      for (int i = weight + 1; text.length() < end; i++) {
        fourDigits(i < 0 ? 0 : digit(data, at, digits, i), text);
      }
      text.setLength(end);
    }
  }

  private static int digit(byte[] data, int at, int digits, int i) {
    return i < digits ? FieldDecoder.shortAt(data, at + NUMERIC_HEADER_BYTES + 2 * i) : 0;
  }

  private static void fourDigits(int digit, StringBuilder text) {
    text.append((char) ('0' + digit / 1_000))
        .append((char) ('0' + digit / 100 % 10))
        .append((char) ('0' + digit / 10 % 10))
        .append((char) ('0' + digit % 10));
  }

  /** {@code 04:05:06.789-08}: the offset counts seconds west of Greenwich. */
  private static void timetz(byte[] data, int at, int length, StringBuilder text)
      throws IOException {
    FieldDecoder.requireLength(length, 12);
    long micros = FieldDecoder.longAt(data, at);
    int west = FieldDecoder.intAt(data, at + 8);
    clock(micros / 1_000_000, text);
    long fraction = micros % 1_000_000;
    if (fraction != 0) {
      String six = String.valueOf(1_000_000 + fraction).substring(1);
      text.append('.').append(six.replaceFirst("0+$", ""));
    }
    int offset = Math.abs(west);
    text.append(west > 0 ? '-' : '+');
    twoDigits(offset / 3_600, text);
    if (offset % 3_600 != 0) {
      twoDigits(offset / 60 % 60, text.append(':'));
    }
    if (offset % 60 != 0) {
      twoDigits(offset % 60, text.append(':'));
    }
  }

  private static void clock(long seconds, StringBuilder text) {
    twoDigits((int) (seconds / 3_600), text);
    twoDigits((int) (seconds / 60 % 60), text.append(':'));
    twoDigits((int) (seconds % 60), text.append(':'));
  }

  private static void twoDigits(int number, StringBuilder text) {
    text.append(number < 10 ? "0" : "").append(number);
  }

  private static void bits(byte[] data, int at, int length, StringBuilder text) throws IOException {
    int count = length < 4 ? -1 : FieldDecoder.intAt(data, at);
    if (count < 0 || length - 4 != (count + 7L) / 8) {
      throw new IOException("A string of %s bits in %s bytes.".formatted(count, length));
    }
    for (int i = 0; i < count; i++) {
      text.append(((data[at + 4 + i / 8] >> (7 - i % 8)) & 1) == 0 ? '0' : '1');
    }
  }
}
