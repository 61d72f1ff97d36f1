package io.fastflight.policy.column;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/** Says what someone sees in place of a column's values. <b>Threads:</b> immutable. */
public sealed interface Mask {
  /** Returns how much it hides: of two masks on one column the stricter acts. */
  int strictness();

  /** The column is not there. */
  record Drop() implements Mask {
    @Override
    public int strictness() {
      return 5;
    }
  }

  /** Every value is null. */
  record Null() implements Mask {
    @Override
    public int strictness() {
      return 4;
    }
  }

  /**
   * Every value, also null, is this one.
   *
   * @param value a String, BigDecimal or Boolean, as the column's type has it
   */
  record Constant(Object value) implements Mask {
    /** Checks the kind of value. */
    public Constant {
      if (!(value instanceof String || value instanceof BigDecimal || value instanceof Boolean)) {
        throw new IllegalArgumentException(
            "A constant must be a text, a number or a truth value, was "
                + requireNonNull(value, "value").getClass().getSimpleName()
                + ".");
      }
    }

    @Override
    public int strictness() {
      return 3;
    }
  }

  /**
   * Values are replaced by a keyed hash (HMAC with SHA-256, 32 hexadecimal digits) of their text,
   * so that equal ones can be found and none can be guessed without the key. Null stays null.
   */
  record Hash() implements Mask {
    @Override
    public int strictness() {
      return 2;
    }
  }

  /**
   * Of a text the last characters are seen, behind {@code ***}; of one that has no more than those,
   * none. Null stays null.
   *
   * @param characters 1 to 64
   */
  record Last(int characters) implements Mask {
    /** Checks the bound. */
    public Last {
      if (characters < 1 || characters > 64) {
        throw new IllegalArgumentException(
            "The characters of a mask must be 1..64, were " + characters + ".");
      }
    }

    @Override
    public int strictness() {
      return 1;
    }
  }

  /** Returns the mask that hides more; of two of a kind that differ, one that hides all. */
  static Mask stricter(Mask one, Mask other) {
    if (one.equals(other)) {
      return one;
    }
    if (one.strictness() == other.strictness()) {
      return new Null();
    }
    return one.strictness() > other.strictness() ? one : other;
  }
}
