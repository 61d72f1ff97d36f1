package io.fastflight.source.jdbc.sql;

/** Says how a database quotes texts, so that a {@code :name} within quotes is left alone. */
public enum SqlSyntax {
  /** The standard: {@code '...'}, {@code "..."}, {@code -- ...} and {@code /* ... *}{@code /}. */
  STANDARD(false, false),
  /** Also {@code E'...\'...'}, {@code $tag$...$tag$}, and comments within comments. */
  POSTGRESQL(false, true),
  /** Also a backslash in every quoted text, {@code `...`} and {@code # ...}. */
  MYSQL(true, false);

  private final boolean backslashes;
  private final boolean dollarQuotes;

  SqlSyntax(boolean backslashes, boolean dollarQuotes) {
    this.backslashes = backslashes;
    this.dollarQuotes = dollarQuotes;
  }

  boolean mysql() {
    return backslashes;
  }

  boolean postgresql() {
    return dollarQuotes;
  }
}
