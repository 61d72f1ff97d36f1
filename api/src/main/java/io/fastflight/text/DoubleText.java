package io.fastflight.text;

/**
 * Writes doubles as {@link Double#toString(double)} does, the shortest digits that give the value
 * back, without a string for most of them.
 *
 * <p>A value from 0.001 to 10,000,000 with at most {@value #DECIMALS} decimals, such as a price, is
 * a whole number divided by 10^8. If dividing gives the very value, those digits stand for it; and
 * since no two decimal numbers of up to 15 digits have one double in common, there are none
 * shorter.
 */
final class DoubleText {
  private static final int DECIMALS = 8;
  private static final double SCALE = 1e8;

  private DoubleText() {}

  static void append(double value, TextBuffer out) {
    double magnitude = Math.abs(value);
    if (magnitude >= 1e-3 && magnitude < 1e7) {
      long scaled = (long) (magnitude * SCALE + 0.5); // less than 10^15
      if (scaled / SCALE == magnitude) {
        if (value < 0) {
          out.ascii('-');
        }
        decimal(scaled, out);
        return;
      }
    }
    out.ascii(Double.toString(value));
  }

  private static void decimal(long scaled, TextBuffer out) {
    long whole = scaled / (long) SCALE;
    long fraction = scaled - whole * (long) SCALE;
    int digits = DECIMALS;
    while (digits > 1 && fraction % 10 == 0) {
      fraction /= 10;
      digits--;
    }
    out.number(whole);
    out.ascii('.');
    out.padded(fraction, digits);
  }
}
