package io.fastflight.source.postgres;

import io.fastflight.source.jdbc.column.FixedSink;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Decodes {@code numeric(p, s)}: a count of digits to the base 10,000, the weight of the first, a
 * sign, how many decimals to show, the digits.
 */
final class NumericDecoder extends FieldDecoder {
  private static final int HEADER_BYTES = 8;
  private static final int NEGATIVE = 0x4000;
  private static final int BASE = 10_000;

  /** As many digits as are below 2^63 whatever they are. */
  private static final int QUICK_DIGITS = 4;

  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private final int precision;
  private final int scale;
  private final boolean wide;
  private final FixedSink sink;

  private NumericDecoder(int precision, int scale, FixedSink sink) {
    super(new ArrowType.Decimal(precision, scale, precision <= 38 ? 128 : 256), sink);
    this.precision = precision;
    this.scale = scale;
    this.wide = precision > 38;
    this.sink = sink;
  }

  /** Returns the decoder of a column of at most 76 digits, {@code scale} of them decimals. */
  static NumericDecoder of(int precision, int scale) {
    return new NumericDecoder(precision, scale, new FixedSink());
  }

  @Override
  void decode(byte[] data, int at, int length, int row) throws IOException {
    int digits = digits(data, at, length);
    int sign = shortAt(data, at + 4);
    if ((sign & 0xC000) == 0xC000) {
      throw new UnfitValueException(sign == (short) 0xC000 ? "NaN" : "an infinite number");
    }
    int weight = shortAt(data, at + 2);
    int shift = 4 * (weight - digits + 1) + scale;
    if (!wide && digits <= QUICK_DIGITS && precision <= 18 && Math.abs(shift) <= 18) {
      long value = quick(data, at, digits, shift);
      value = sign == NEGATIVE ? -value : value;
      sink.putLongs(row, value, value >> 63);
    } else {
      put(row, slow(data, at, digits, shift, sign));
    }
  }

  /** Returns how many digits there are, having checked that they are all there. */
  static int digits(byte[] data, int at, int length) throws IOException {
    int digits = length < HEADER_BYTES ? -1 : shortAt(data, at);
    if (digits < 0 || length != HEADER_BYTES + 2 * digits) {
      throw new IOException("A numeric of %s digits in %s bytes.".formatted(digits, length));
    }
    return digits;
  }

  private long quick(byte[] data, int at, int digits, int shift) throws IOException {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      value = value * BASE + shortAt(data, at + HEADER_BYTES + 2 * i);
    }
    if (shift >= 0) {
      // Not over 10^precision, so not over 2^63, or else multiplyHigh tells.
      if (Math.multiplyHigh(value, POWERS[shift]) != 0 || value * POWERS[shift] < 0) {
        throw tooLong();
      }
      value *= POWERS[shift];
    } else {
      if (value % POWERS[-shift] != 0) {
        throw tooLong();
      }
      value /= POWERS[-shift];
    }
    if (value >= POWERS[precision]) {
      throw tooLong();
    }
    return value;
  }

  private BigInteger slow(byte[] data, int at, int digits, int shift, int sign) throws IOException {
    BigInteger value = BigInteger.ZERO;
    for (int i = 0; i < digits; i++) {
      value =
          value
              .multiply(BigInteger.valueOf(BASE))
              .add(BigInteger.valueOf(shortAt(data, at + HEADER_BYTES + 2 * i)));
    }
    try {
      BigDecimal exact = new BigDecimal(value).scaleByPowerOfTen(shift).setScale(0);
      if (exact.precision() <= precision) {
        BigInteger unscaled = exact.unscaledValue();
        return sign == NEGATIVE ? unscaled.negate() : unscaled;
      }
    } catch (ArithmeticException decimalsLeft) {
      // told below
    }
    throw tooLong();
  }

  private void put(int row, BigInteger unscaled) {
    if (!wide) {
      sink.putLongs(row, unscaled.longValue(), unscaled.shiftRight(64).longValue());
      return;
    }
    byte[] big = unscaled.toByteArray();
    byte[] little = new byte[32];
    Arrays.fill(little, (byte) (unscaled.signum() < 0 ? -1 : 0));
    for (int i = 0; i < big.length; i++) {
      little[i] = big[big.length - 1 - i];
    }
    sink.putBytes(row, little, 0, little.length);
  }

  private static UnfitValueException tooLong() {
    return new UnfitValueException("a number of more digits");
  }
}
