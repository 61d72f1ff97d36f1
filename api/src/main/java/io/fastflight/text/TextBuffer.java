package io.fastflight.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Collects UTF-8 text as bytes: values come out of Arrow as UTF-8 and go out as UTF-8, so no string
 * lies between.
 *
 * <p>A value is written first and quoted where it lies: {@link #endJsonString} and {@link
 * #endCsvField} look at what was appended since, and most of it needs no more than that look.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class TextBuffer {
  private static final byte[] HEX = ascii7("0123456789abcdef");

  /** The two digits of each number from 00 to 99. */
  private static final byte[] PAIRS = new byte[200];

  /** Powers of ten from 10^0 to 10^18. */
  private static final long[] POWERS = new long[19];

  private static final int MAX_LONG_CHARS = 20;

  static {
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private byte[] bytes = new byte[256];
  private int size;

  /** Creates an empty buffer. */
  public TextBuffer() {}

  private static byte[] ascii7(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns how many bytes it holds. */
  public int size() {
    return size;
  }

  /** Drops all it holds. */
  public void clear() {
    size = 0;
  }

  /** Drops everything after the first {@code newSize} bytes. */
  void truncate(int newSize) {
    size = newSize;
  }

  /** Returns the last byte, of one or more. */
  byte last() {
    return bytes[size - 1];
  }

  /** Appends one character of ASCII. */
  public void ascii(char character) {
    reserve(1);
    bytes[size++] = (byte) character;
  }

  /** Appends characters of ASCII. */
  public void ascii(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      bytes[size + i] = (byte) text.charAt(i);
    }
    size += length;
  }

  /** Appends any text. */
  public void utf8(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends CR LF. */
  void endLine() {
    reserve(2);
    bytes[size++] = '\r';
    bytes[size++] = '\n';
  }

  /** Appends an integer; most of a result is integers, and a string for each would be the cost. */
  public void number(long value) {
    reserve(MAX_LONG_CHARS);
    long rest = value;
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        ascii("-9223372036854775808");
        return;
      }
      bytes[size++] = '-';
      rest = -value;
    }
    size += digits(rest);
    backwards(rest, size);
  }

  /** Writes the digits of {@code value}, 0 or more, so that they end before {@code end}. */
  private void backwards(long value, int end) {
    int at = end;
    long rest = value;
    while (rest >= 100) {
      long quotient = rest / 100;
      int pair = 2 * (int) (rest - 100 * quotient);
      bytes[--at] = PAIRS[pair + 1];
      bytes[--at] = PAIRS[pair];
      rest = quotient;
    }
    if (rest >= 10) {
      bytes[--at] = PAIRS[2 * (int) rest + 1];
      bytes[--at] = PAIRS[2 * (int) rest];
    } else {
      bytes[--at] = (byte) ('0' + rest);
    }
  }

  /** Counts the decimal digits of {@code value}, 0 or more. */
  private static int digits(long value) {
    int bits = 64 - Long.numberOfLeadingZeros(value | 1);
    int guess = (bits * 1_233) >>> 12; // log10(2) is 1233/4096, near enough for 64 bits
    return guess < POWERS.length && value >= POWERS[guess] ? guess + 1 : Math.max(guess, 1);
  }

  /** Appends {@code value}, 0 or more, with zeros in front up to {@code digits}. */
  public void padded(long value, int digits) {
    int length = Math.max(digits, digits(value));
    reserve(length);
    int zeros = length - digits(value);
    Arrays.fill(bytes, size, size + zeros, (byte) '0');
    size += length;
    backwards(value, size);
  }

  /** Appends a date of the years 0 to 9999 as {@code 2001-01-31}. */
  void date(int year, int month, int day) {
    reserve(10);
    pair(size, year / 100);
    pair(size + 2, year % 100);
    bytes[size + 4] = '-';
    pair(size + 5, month);
    bytes[size + 7] = '-';
    pair(size + 8, day);
    size += 10;
  }

  /** Appends a time of day as {@code 23:59:59}; an hour has two digits. */
  void clock(int hour, int minute, int second) {
    reserve(8);
    pair(size, hour);
    bytes[size + 2] = ':';
    pair(size + 3, minute);
    bytes[size + 5] = ':';
    pair(size + 6, second);
    size += 8;
  }

  private void pair(int at, int value) {
    bytes[at] = PAIRS[2 * value];
    bytes[at + 1] = PAIRS[2 * value + 1];
  }

  /** Appends {@code unscaled} times ten to the power of minus {@code scale}, which is 0 or more. */
  void decimal(long unscaled, int scale) {
    if (scale == 0 || scale >= POWERS.length || unscaled == Long.MIN_VALUE) {
      utf8(java.math.BigDecimal.valueOf(unscaled, scale).toPlainString());
      return;
    }
    if (unscaled < 0) {
      ascii('-');
    }
    long magnitude = Math.abs(unscaled);
    number(magnitude / POWERS[scale]);
    ascii('.');
    padded(magnitude % POWERS[scale], scale);
  }

  /** Appends bytes that are UTF-8. */
  public void bytes(byte[] source) {
    reserve(source.length);
    System.arraycopy(source, 0, bytes, size, source.length);
    size += source.length;
  }

  /** Appends bytes of a vector that are UTF-8. */
  public void bytes(ArrowBuf source, long start, int length) {
    reserve(length);
    if (length > 0) { // the buffer of a vector without values may be of no length at all
      source.getBytes(start, bytes, size, length);
      size += length;
    }
  }

  /** Appends what another buffer holds. */
  public void append(TextBuffer other) {
    reserve(other.size);
    System.arraycopy(other.bytes, 0, bytes, size, other.size);
    size += other.size;
  }

  /** Returns {@code text} as a JSON string. */
  public static TextBuffer jsonString(String text) {
    TextBuffer quoted = new TextBuffer();
    quoted.ascii('"');
    quoted.utf8(text);
    quoted.endJsonString(1);
    return quoted;
  }

  /** Escapes what was appended since {@code start}, behind an opening quote, and closes it. */
  void endJsonString(int start) {
    for (int i = start; i < size; i++) {
      if (isSpecial(bytes[i])) {
        escape(i);
        break;
      }
    }
    ascii('"');
  }

  private static boolean isSpecial(byte next) {
    return next == '"' || next == '\\' || (next >= 0 && next < 0x20);
  }

  private void escape(int start) {
    byte[] rest = Arrays.copyOfRange(bytes, start, size);
    size = start;
    for (byte next : rest) {
      if (next == '"' || next == '\\') {
        ascii('\\');
        ascii((char) next);
      } else if (isSpecial(next)) {
        control(next);
      } else {
        reserve(1);
        bytes[size++] = next;
      }
    }
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
   * Makes a CSV field of what was appended since {@code start}: quoted where RFC 4180 asks for it
   * and where it is empty.
   *
   * @param escapeFormulas as {@link CsvForm.Options} says
   */
  void endCsvField(int start, boolean escapeFormulas) {
    boolean formula = escapeFormulas && size > start && "=+-@\t\r".indexOf(bytes[start]) >= 0;
    if (!formula && !needsQuotes(start)) {
      return;
    }
    byte[] field = Arrays.copyOfRange(bytes, start, size);
    boolean quoted = needsQuotes(start);
    size = start;
    ascii((quoted ? "\"" : "") + (formula ? "'" : ""));
    for (byte next : field) {
      if (next == '"') {
        ascii('"');
      }
      reserve(1);
      bytes[size++] = next;
    }
    ascii(quoted ? "\"" : "");
  }

  private boolean needsQuotes(int start) {
    for (int i = start; i < size; i++) {
      byte next = bytes[i];
      if (next == ',' || next == '"' || next == '\n' || next == '\r') {
        return true;
      }
    }
    return size == start;
  }

  /** Writes all it holds. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  /** Returns what it holds, as a view that is valid until the next change. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, size).asReadOnlyBuffer();
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
