package io.fastflight.source.jdbc.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of one SELECT, cut at its {@code :name}s.
 *
 * <p>A {@code :name} stands for a bound value; {@code ::} is a cast, and {@code a[1:n]} a range, as
 * its colon follows a name or number. {@code :slice} stands for the condition of a slice.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param pieces the text between names, one more than there are names
 * @param names in the order of the text; a name can come more than once
 */
public record SqlText(List<String> pieces, List<String> names) {
  /** The name that is no value but the condition of a slice. */
  public static final String SLICE = "slice";

  /** Stands for a {@code ?} outside of quotes: a character no statement has. */
  private static final String OPERATOR = "\0";

  private static final Pattern READS =
      Pattern.compile(
          "[\\s(]*(SELECT|WITH|VALUES|TABLE)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Copies the lists. */
  public SqlText {
    pieces = List.copyOf(pieces);
    names = List.copyOf(names);
  }

  /**
   * Cuts {@code sql}.
   *
   * @throws IllegalArgumentException if it is not one statement that reads, or has a {@code ?}
   *     where {@code syntax} has no such operator
   */
  public static SqlText parse(String sql, SqlSyntax syntax) {
    if (sql.contains(OPERATOR)) {
      throw new IllegalArgumentException("The SQL of a query has a NUL character.");
    }
    SqlScanner scanner = new SqlScanner(sql, syntax);
    List<String> pieces = new ArrayList<>();
    List<String> names = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    int at = 0;
    while (at < sql.length()) {
      int after = scanner.skip(at);
      if (after > at) {
        piece.append(withoutComment(sql, at, after));
        at = after;
        continue;
      }
      int end = endOfName(sql, at, scanner);
      if (end > at) {
        pieces.add(piece.toString());
        piece.setLength(0);
        names.add(sql.substring(at + 1, end));
        at = end;
      } else {
        refuse(sql.charAt(at), syntax);
        boolean cast = sql.startsWith("::", at);
        piece.append(cast ? "::" : sql.charAt(at) == '?' ? OPERATOR : sql.substring(at, at + 1));
        at += cast ? 2 : 1;
      }
    }
    pieces.add(piece.toString());
    if (!READS.matcher(pieces.get(0)).matches()) {
      throw new IllegalArgumentException(
          "The SQL of a query begins with SELECT, WITH, VALUES or TABLE: a source only reads.");
    }
    return new SqlText(pieces, names);
  }

  /** Returns the names of values, without {@link #SLICE}. */
  public Set<String> valueNames() {
    Set<String> found = new LinkedHashSet<>(names);
    found.remove(SLICE);
    return found;
  }

  /** Tells whether the text says where the condition of a slice belongs. */
  public boolean marksSlice() {
    return names.contains(SLICE);
  }

  /**
   * Returns the text with each name replaced.
   *
   * @param operator how PostgreSQL's operator {@code ?} is written: {@code ??} where a single one
   *     would be a placeholder
   */
  public String render(Function<String, String> replacement, String operator) {
    StringBuilder text = new StringBuilder(pieces.get(0).replace(OPERATOR, operator));
    for (int i = 0; i < names.size(); i++) {
      text.append(replacement.apply(names.get(i)))
          .append(pieces.get(i + 1).replace(OPERATOR, operator));
    }
    return text.toString();
  }

  /** A comment is left out: drivers look for placeholders in there, each in its own way. */
  private static String withoutComment(String sql, int at, int after) {
    char c = sql.charAt(at);
    boolean comment = c == '-' || c == '/' || c == '#';
    return comment ? " " : sql.substring(at, after);
  }

  private static int endOfName(String sql, int at, SqlScanner scanner) {
    boolean begins =
        sql.charAt(at) == ':'
            && at + 1 < sql.length()
            && (Character.isLetter(sql.charAt(at + 1)) || sql.charAt(at + 1) == '_')
            && !scanner.partOfName(at - 1)
            && !(at > 0 && "])\"".indexOf(sql.charAt(at - 1)) >= 0);
    if (!begins) {
      return at;
    }
    int end = at + 1;
    while (scanner.partOfName(end) && sql.charAt(end) != '$') {
      end++;
    }
    return end;
  }

  private static void refuse(char c, SqlSyntax syntax) {
    if (c == ';') {
      throw new IllegalArgumentException(
          "The SQL of a query has no semicolon: one SELECT a query, and values are bound by :name.");
    }
    if (c == '?' && !syntax.postgresql()) {
      throw new IllegalArgumentException(
          "The SQL of a query has a '?'. Values are bound by name: write :name.");
    }
  }

  /** Returns the first name that has no value in {@code known}, or null. */
  public @Nullable String firstUnknown(Set<String> known) {
    return valueNames().stream().filter(name -> !known.contains(name)).findFirst().orElse(null);
  }
}
