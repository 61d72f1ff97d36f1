package io.fastflight.policy.filter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;

/** How whole numbers lie in a column. */
enum LongKind {
  INT8(8, true),
  INT16(16, true),
  INT32(32, true),
  INT64(64, true),
  UINT8(8, false),
  UINT16(16, false),
  UINT32(32, false),
  UINT64(64, false);

  private final int bits;
  private final boolean signed;

  LongKind(int bits, boolean signed) {
    this.bits = bits;
    this.signed = signed;
  }

  /** Returns how numbers of so many bits lie. */
  static LongKind of(int bits, boolean signed) {
    for (LongKind kind : values()) {
      if (kind.bits == bits && kind.signed == signed) {
        return kind;
      }
    }
    throw new IllegalArgumentException("There is no integer of " + bits + " bits.");
  }

  BigInteger min() {
    return signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
  }

  BigInteger max() {
    return BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
  }

  /** Returns a number as a value of such a column; empty if it can hold no such. */
  Optional<BigInteger> whole(BigDecimal number) {
    return number.stripTrailingZeros().scale() > 0
        ? Optional.empty()
        : Optional.of(number.toBigInteger())
            .filter(value -> value.compareTo(min()) >= 0 && value.compareTo(max()) <= 0);
  }

  /** Reads {@code count} values of a column from row {@code first} on. */
  void load(ArrowBuf data, int first, int count, long[] into) {
    long width = bits / Byte.SIZE;
    ByteBuffer bytes =
        data.nioBuffer(first * width, (int) (count * width)).order(ByteOrder.LITTLE_ENDIAN);
    switch (bits) {
      case 8 -> {
        for (int i = 0; i < count; i++) {
          into[i] = signed ? bytes.get(i) : bytes.get(i) & 0xFF;
        }
      }
      case 16 -> {
        for (int i = 0; i < count; i++) {
          into[i] = signed ? bytes.getShort(2 * i) : bytes.getShort(2 * i) & 0xFFFF;
        }
      }
      case 32 -> {
        for (int i = 0; i < count; i++) {
          into[i] = signed ? bytes.getInt(4 * i) : bytes.getInt(4 * i) & 0xFFFF_FFFFL;
        }
      }
      default -> {
        bytes.asLongBuffer().get(into, 0, count);
        if (!signed) {
          for (int i = 0; i < count; i++) {
            into[i] ^= Long.MIN_VALUE;
          }
        }
      }
    }
  }
}
