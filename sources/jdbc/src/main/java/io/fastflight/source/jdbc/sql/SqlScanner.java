package io.fastflight.source.jdbc.sql;

/** Finds where the quoted texts and comments of a statement end. */
final class SqlScanner {
  private final String sql;
  private final SqlSyntax syntax;

  SqlScanner(String sql, SqlSyntax syntax) {
    this.sql = sql;
    this.syntax = syntax;
  }

  /**
   * Returns where the quoted text or comment that begins at {@code at} ends, or {@code at} if none
   * begins there.
   *
   * @throws IllegalArgumentException if it has no end
   */
  int skip(int at) {
    char c = sql.charAt(at);
    if (c == '\'' || c == '"' || (c == '`' && syntax.mysql())) {
      return quoted(at, c, c != '`' && (syntax.mysql() || escapeString(at)));
    }
    if (sql.startsWith("--", at) || (c == '#' && syntax.mysql())) {
      int end = sql.indexOf('\n', at);
      return end < 0 ? sql.length() : end + 1;
    }
    if (sql.startsWith("/*", at)) {
      return comment(at);
    }
    if (c == '$' && syntax.postgresql() && !partOfName(at - 1)) {
      return dollarQuoted(at);
    }
    return at;
  }

  /** Tells whether the character at {@code at} can be in the middle of a name. */
  boolean partOfName(int at) {
    return at >= 0
        && at < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(at))
            || sql.charAt(at) == '_'
            || sql.charAt(at) == '$');
  }

  /** PostgreSQL's {@code E'...'}, whose E is not the end of a longer name. */
  private boolean escapeString(int at) {
    return syntax.postgresql()
        && sql.charAt(at) == '\''
        && at > 0
        && (sql.charAt(at - 1) == 'e' || sql.charAt(at - 1) == 'E')
        && !partOfName(at - 2);
  }

  private int quoted(int at, char quote, boolean backslashes) {
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
    throw new IllegalArgumentException(
        "The SQL has a %s at position %s that nothing closes.".formatted(quote, at));
  }

  private int comment(int at) {
    int depth = 1;
    int i = at + 2;
    while (i < sql.length()) {
      if (sql.startsWith("*/", i)) {
        i += 2;
        depth--;
        if (depth == 0) {
          return i;
        }
      } else if (syntax.postgresql() && sql.startsWith("/*", i)) {
        i += 2;
        depth++;
      } else {
        i++;
      }
    }
    throw new IllegalArgumentException(
        "The SQL has a comment at position %s that nothing closes.".formatted(at));
  }

  private int dollarQuoted(int at) {
    int end = at + 1;
    while (partOfName(end) && sql.charAt(end) != '$') {
      end++;
    }
    boolean isTag =
        end < sql.length()
            && sql.charAt(end) == '$'
            && (end == at + 1 || !Character.isDigit(sql.charAt(at + 1)));
    if (!isTag) {
      return at;
    }
    String tag = sql.substring(at, end + 1);
    int close = sql.indexOf(tag, end + 1);
    if (close < 0) {
      throw new IllegalArgumentException(
          "The SQL has a %s at position %s that nothing closes.".formatted(tag, at));
    }
    return close + tag.length();
  }
}
