package io.fastflight.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Collects UTF-8 text as bytes: values come out of Arrow as UTF-8 and go out as UTF-8, so no string
 * lies between.
 */
final class TextBuffer {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[256];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Drops everything after the first {@code newSize} bytes. */
  void truncate(int newSize) {
    size = newSize;
  }

  void ascii(char character) {
    reserve(1);
    bytes[size++] = (byte) character;
  }

  void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
  }

  void utf8(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends an integer; most of a result is integers, and a string for each would be the cost. */
  void number(long value) {
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        ascii("-9223372036854775808");
        return;
      }
      ascii('-');
    }
    long rest = Math.abs(value);
    int digits = digits(rest);
    reserve(digits);
    for (int i = size + digits - 1; i >= size; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** Appends {@code value}, 0 or more, with zeros in front up to {@code digits}. */
  void padded(long value, int digits) {
    for (int i = digits(value); i < digits; i++) {
      ascii('0');
    }
    number(value);
  }

  void bytes(byte[] source) {
    reserve(source.length);
    System.arraycopy(source, 0, bytes, size, source.length);
    size += source.length;
  }

  void bytes(ArrowBuf source, long start, int length) {
    reserve(length);
    source.getBytes(start, bytes, size, length);
    size += length;
  }

  void append(TextBuffer other) {
    reserve(other.size);
    System.arraycopy(other.bytes, 0, bytes, size, other.size);
    size += other.size;
  }

  /** Returns {@code text} as a JSON string. */
  static TextBuffer jsonString(String text) {
    TextBuffer plain = new TextBuffer();
    plain.utf8(text);
    TextBuffer quoted = new TextBuffer();
    quoted.json(plain);
    return quoted;
  }

  /** Appends {@code text} as a JSON string. */
  void json(TextBuffer text) {
    reserve(text.size + 2);
    ascii('"');
    for (int i = 0; i < text.size; i++) {
      byte next = text.bytes[i];
      if (next == '"' || next == '\\') {
        ascii('\\');
        ascii((char) next);
      } else if (next >= 0 && next < 0x20) {
        control(next);
      } else {
        reserve(1);
        bytes[size++] = next;
      }
    }
    ascii('"');
  }

  private void control(byte character) {
    switch (character) {
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      default -> {
        ascii("\\u00");
        ascii((char) HEX[character >> 4]);
        ascii((char) HEX[character & 15]);
      }
    }
  }

  /**
   * Appends {@code text} as a CSV field, quoted where RFC 4180 asks for it and where it is empty.
   */
  void csv(TextBuffer text) {
    if (!text.needsQuotes()) {
      append(text);
      return;
    }
    ascii('"');
    for (int i = 0; i < text.size; i++) {
      if (text.bytes[i] == '"') {
        ascii('"');
      }
      reserve(1);
      bytes[size++] = text.bytes[i];
    }
    ascii('"');
  }

  private boolean needsQuotes() {
    for (int i = 0; i < size; i++) {
      byte next = bytes[i];
      if (next == ',' || next == '"' || next == '\n' || next == '\r') {
        return true;
      }
    }
    return size == 0;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * bytes.length));
    }
  }
}
