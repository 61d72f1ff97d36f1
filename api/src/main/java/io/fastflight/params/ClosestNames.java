package io.fastflight.params;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names a person most likely meant, by Levenshtein distance. */
public final class ClosestNames {
  private static final int MAX_SHOWN = 3;

  private ClosestNames() {}

  /**
   * Returns at most three of {@code known}, closest first; those too far from {@code wanted} are
   * left out.
   */
  public static List<String> to(String wanted, Collection<String> known) {
    String folded = wanted.toLowerCase(Locale.ROOT);
    record Ranked(String name, int distance) {}
    return known.stream()
        .map(name -> new Ranked(name, distance(folded, name.toLowerCase(Locale.ROOT))))
        .filter(ranked -> ranked.distance <= Math.max(2, ranked.name.length() / 2))
        .sorted(Comparator.comparingInt(Ranked::distance).thenComparing(Ranked::name))
        .limit(MAX_SHOWN)
        .map(Ranked::name)
        .toList();
  }

  private static int distance(String left, String right) {
    if (left.length() > 256) {
      return Integer.MAX_VALUE; // a hostile name must not cost quadratic time
    }
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[right.length()];
  }
}
