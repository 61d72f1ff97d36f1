package io.fastflight.cli;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws rows of a table, and filters on its columns. */
final class RandomFilter {
  /** A table that PostgreSQL and DuckDB make alike. */
  static final String COLUMNS =
      "id INTEGER, small SMALLINT, big BIGINT, day DATE, flag BOOLEAN, word VARCHAR,"
          + " \"we\"\"ird\" INTEGER, ratio DOUBLE PRECISION, amount DECIMAL(10, 2)";

  /** What is known of the caller: also what would be SQL if it became text of a statement. */
  static final Map<String, Object> CLAIMS =
      Map.of(
          "word",
          "' OR 1=1 --",
          "words",
          List.of("a", "x\"y", "'); DROP TABLE pushed; --", "ç"),
          "none",
          List.of(),
          "number",
          2,
          "numbers",
          List.of(1, 3, 1e30, 2.5),
          "day",
          "2024-02-29");

  private static final List<String> WORDS =
      List.of(
          "", "a", "A", "ab ", "ab", "ç", "c\u0327", "𝄞", "' OR 1=1 --", "x\"y", "\\'", "%", "?");
  private static final List<String> DAYS =
      List.of("0001-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "9999-12-31");
  private static final List<String> INTS =
      List.of("-1", "0", "1", "2", "3", "2147483647", "-2147483648");
  private static final List<String> OTHERS =
      List.of("2.5", "1e30", "-1e30", "9223372036854775807", "32767", "-9223372036854775808");

  private final Random random;

  RandomFilter(Random random) {
    this.random = random;
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Returns a row as SQL has it; a third of the values are null. */
  String row(int id) {
    List<String> values =
        List.of(
            one(List.of("-32768", "0", "1", "2", "3", "32767")),
            one(List.of("-9223372036854775808", "0", "1", "2", "3", "9223372036854775807")),
            "DATE '" + one(DAYS) + "'",
            one(List.of("true", "false")),
            "'" + one(WORDS).replace("'", "''") + "'",
            one(INTS),
            one(List.of("-1.5", "0", "1", "2.5", "3")),
            one(List.of("-1.50", "0", "1", "2.50", "3")));
    return values.stream()
        .map(value -> random.nextInt(3) == 0 ? "NULL" : value)
        .collect(Collectors.joining(", ", "(" + id + ", ", ")"));
  }

  /** Returns a filter. */
  String filter(int depth) {
    if (depth > 0 && random.nextInt(4) > 0) {
      return switch (random.nextInt(4)) {
        case 0, 1 -> "(%s and %s)".formatted(filter(depth - 1), filter(depth - 1));
        case 2 -> "(%s or %s)".formatted(filter(depth - 1), filter(depth - 1));
        default -> "not " + filter(depth - 1);
      };
    }
    return switch (random.nextInt(6)) {
      case 0 -> one(List.of("id", "day", "flag", "word", "\"we\"\"ird\"", "ratio")) + is();
      case 1 -> "flag " + one(List.of("=", "!=")) + " " + one(List.of("true", "false"));
      case 2 -> "day" + ordered(DAYS.stream().map(day -> "'" + day + "'").toList(), "day", "day");
      case 3 -> "word" + texts();
      case 4 -> "\"we\"\"ird\"" + ordered(INTS, "number", "numbers");
      default ->
          one(List.of("small", "big", "amount", "ratio", "id"))
              + ordered(random.nextBoolean() ? INTS : OTHERS, "number", "numbers");
    };
  }

  private String is() {
    return random.nextBoolean() ? " is null" : " is not null";
  }

  private String ordered(List<String> values, String claim, String claims) {
    String value =
        switch (random.nextInt(6)) {
          case 0 -> "${claims.%s}".formatted(claim);
          case 1 -> "${claims.missing}";
          default -> one(values);
        };
    return switch (random.nextInt(3)) {
      case 0 -> " %s ${claims.%s}".formatted(one(List.of("in", "not in")), claims);
      case 1 -> " %s (%s)".formatted(one(List.of("in", "not in")), list(values));
      default -> " %s %s".formatted(one(List.of("=", "!=", "<", "<=", ">", ">=")), value);
    };
  }

  private String texts() {
    List<String> quoted = WORDS.stream().map(word -> "'" + word.replace("'", "''") + "'").toList();
    return switch (random.nextInt(5)) {
      case 0 -> " = ${claims.word}";
      case 1 ->
          " %s ${claims.%s}".formatted(one(List.of("in", "not in")), one(List.of("words", "none")));
      case 2 -> " %s (%s)".formatted(one(List.of("in", "not in")), list(quoted));
      case 3 -> " like 'a%'";
      default -> " %s %s".formatted(one(List.of("=", "!=", "<", ">=")), one(quoted));
    };
  }

  private String list(List<String> values) {
    return IntStream.rangeClosed(0, random.nextInt(3))
        .mapToObj(i -> one(values))
        .collect(Collectors.joining(", "));
  }
}
