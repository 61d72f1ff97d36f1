package io.fastflight.source.duckdb.declared;

import java.util.ArrayList;
import java.util.List;

/**
 * One SELECT whose values are named: {@code :name} or {@code $name} outside quotes and comments.
 *
 * <p>{@code ::} is a cast. A colon right behind a name, a number, a quote or a bracket belongs to
 * DuckDB, as in {@code a[1:n]}, {@code {'k':v}} and {@code alias:value}.
 *
 * @param text with a {@code ?} for each name, and without comments
 * @param names in the order of the text; a name can come more than once
 */
public record NamedSql(String text, List<String> names) {
  /** Copies the list. */
  public NamedSql {
    names = List.copyOf(names);
  }

  /**
   * Finds the names in {@code sql}. A semicolon at its end is left out.
   *
   * @throws IllegalArgumentException if it has a {@code ?}, a quote that nothing closes, or a NUL
   */
  public static NamedSql parse(String sql) {
    return new Scanner(sql.strip().replaceFirst(";\\z", "")).scan();
  }

  private static final class Scanner {
    private final String sql;
    private final StringBuilder text = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private int at;

    Scanner(String sql) {
      this.sql = sql;
    }

    NamedSql scan() {
      while (at < sql.length()) {
        if (!skipped() && !named()) {
          keepOne();
        }
      }
      return new NamedSql(text.toString(), names);
    }

    /** Moves over a quoted text, which is kept, or a comment, which is not. */
    private boolean skipped() {
      char c = sql.charAt(at);
      if (c == '\'' || c == '"') {
        keepTo(quoted(c, c == '\'' && isEscapeString()));
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
        text.append(' ');
      } else if (sql.startsWith("/*", at)) {
        at = afterComment();
        text.append(' ');
      } else if (c == '$' && dollarTag() != null) {
        String tag = dollarTag();
        int end = sql.indexOf(tag, at + tag.length());
        keepTo(end < 0 ? unclosed(tag) : end + tag.length());
      } else {
        return false;
      }
      return true;
    }

    private boolean named() {
      char c = sql.charAt(at);
      boolean mark =
          c == '$' ? !isNamePart(at - 1) : c == ':' && !isNamePart(at - 1) && !closes(at - 1);
      int end = at + 1;
      if (!mark || end >= sql.length() || !isNameStart(sql.charAt(end))) {
        return false;
      }
      while (isNamePart(end)) {
        end++;
      }
      names.add(sql.substring(at + 1, end));
      text.append('?');
      at = end;
      return true;
    }

    private void keepOne() {
      char c = sql.charAt(at);
      boolean positional =
          c == '?' || (c == '$' && at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1)));
      if (positional) {
        throw new IllegalArgumentException(
            "statement: a value is bound by name; write :name in place of %s".formatted(c));
      }
      if (c == '\0') {
        throw new IllegalArgumentException("statement has a NUL character");
      }
      keepTo(sql.startsWith("::", at) ? at + 2 : at + 1);
    }

    private void keepTo(int end) {
      text.append(sql, at, end);
      at = end;
    }

    private int quoted(char quote, boolean backslashes) {
      int i = at + 1;
      while (i < sql.length()) {
        char c = sql.charAt(i);
        if (c == '\\' && backslashes) {
          i += 2;
        } else if (c != quote) {
          i++;
        } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          i += 2;
        } else {
          return i + 1;
        }
      }
      return unclosed(String.valueOf(quote));
    }

    /** Comments nest, as in PostgreSQL. */
    private int afterComment() {
      int depth = 0;
      int i = at;
      while (i < sql.length()) {
        if (sql.startsWith("/*", i)) {
          depth++;
          i += 2;
        } else if (sql.startsWith("*/", i)) {
          depth--;
          i += 2;
          if (depth == 0) {
            return i;
          }
        } else {
          i++;
        }
      }
      return unclosed("/*");
    }

    /** Returns the {@code $tag$} that begins here, or null. */
    private @org.jspecify.annotations.Nullable String dollarTag() {
      if (isNamePart(at - 1)) {
        return null;
      }
      int end = at + 1;
      while (isNamePart(end)) {
        end++;
      }
      boolean closed = end < sql.length() && sql.charAt(end) == '$';
      boolean digit = Character.isDigit(sql.charAt(Math.min(at + 1, sql.length() - 1)));
      return closed && !digit ? sql.substring(at, end + 1) : null;
    }

    private boolean isEscapeString() {
      return at > 0 && "eE".indexOf(sql.charAt(at - 1)) >= 0 && !isNamePart(at - 2);
    }

    private boolean closes(int i) {
      return i >= 0 && "])}'\":".indexOf(sql.charAt(i)) >= 0;
    }

    private boolean isNamePart(int i) {
      return i >= 0
          && i < sql.length()
          && (isNameStart(sql.charAt(i)) || Character.isDigit(sql.charAt(i)));
    }

    private static boolean isNameStart(char c) {
      return Character.isLetter(c) || c == '_';
    }

    private static int unclosed(String what) {
      throw new IllegalArgumentException("statement has a %s that nothing closes".formatted(what));
    }
  }
}
