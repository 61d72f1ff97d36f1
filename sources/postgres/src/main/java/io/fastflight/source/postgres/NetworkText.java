package io.fastflight.source.postgres;

import java.io.IOException;

/** Prints network addresses as PostgreSQL's {@code pg_inet_net_ntop} does. */
final class NetworkText {
  private static final int IPV4 = 2;
  private static final int IPV6 = 3;
  private static final int WORDS = 8;

  private NetworkText() {}

  /** Prints an inet or cidr: family, bits of the mask, whether a cidr, length, the address. */
  static void address(byte[] data, int at, int length, StringBuilder text) throws IOException {
    int bytes = length < 4 ? -1 : data[at + 3];
    int family = bytes < 0 ? -1 : data[at];
    boolean known = (family == IPV4 && bytes == 4) || (family == IPV6 && bytes == 16);
    if (!known || length != 4 + bytes) {
      throw new IOException(
          "A network address of family %s in %s bytes.".formatted(family, length));
    }
    int maskBits = data[at + 1] & 0xFF;
    if (family == IPV4) {
      dotted(data, at + 4, text);
    } else {
      colons(data, at + 4, text);
    }
    boolean cidr = data[at + 2] != 0;
    if (cidr || maskBits != 8 * bytes) {
      text.append('/').append(maskBits);
    }
  }

  /** Prints a macaddr or macaddr8. */
  static void mac(byte[] data, int at, int length, StringBuilder text) throws IOException {
    if (length != 6 && length != 8) {
      throw new IOException("A MAC address of %s bytes.".formatted(length));
    }
    for (int i = 0; i < length; i++) {
      text.append(i == 0 ? "" : ":");
      text.append(Character.forDigit((data[at + i] >> 4) & 0xF, 16));
      text.append(Character.forDigit(data[at + i] & 0xF, 16));
    }
  }

  private static void dotted(byte[] data, int at, StringBuilder text) {
    for (int i = 0; i < 4; i++) {
      text.append(i == 0 ? "" : ".").append(data[at + i] & 0xFF);
    }
  }

  private static void colons(byte[] data, int at, StringBuilder text) {
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = FieldDecoder.shortAt(data, at + 2 * i) & 0xFFFF;
    }
    int gap = longestGap(words);
    int gapLength = gap < 0 ? 0 : zerosFrom(words, gap);
    for (int i = 0; i < WORDS; i++) {
      if (gap >= 0 && i >= gap && i < gap + gapLength) {
        text.append(i == gap ? ":" : "");
        continue;
      }
      text.append(i == 0 ? "" : ":");
      if (i == 6 && gap == 0 && holdsIpv4(words, gapLength)) {
        dotted(data, at + 12, text);
        return;
      }
      text.append(Integer.toHexString(words[i]));
    }
    if (gap >= 0 && gap + gapLength == WORDS) {
      text.append(':');
    }
  }

  private static boolean holdsIpv4(int[] words, int gapLength) {
    return gapLength == 6
        || (gapLength == 7 && words[7] != 1)
        || (gapLength == 5 && words[5] == 0xFFFF);
  }

  /** Returns where the first of the longest runs of zeros begins, or -1 if none has two. */
  private static int longestGap(int[] words) {
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < WORDS; i += Math.max(1, zerosFrom(words, i))) {
      int zeros = zerosFrom(words, i);
      if (zeros > bestLength) {
        best = i;
        bestLength = zeros;
      }
    }
    return best;
  }

  private static int zerosFrom(int[] words, int from) {
    int end = from;
    while (end < WORDS && words[end] == 0) {
      end++;
    }
    return end - from;
  }
}
