package io.fastflight.policy.filter;

/**
 * One word of a filter.
 *
 * @param text without quotes
 * @param at where it begins, from 1
 */
record Token(Kind kind, String text, int at) {
  /** What a word is. */
  enum Kind {
    /** A name or a word of the language. */
    WORD,
    /** A name in double quotes. */
    NAME,
    /** A text in single quotes. */
    TEXT,
    /** A number. */
    NUMBER,
    /** What stands in <code>${...}</code>. */
    REFERENCE,
    /** An operator, a parenthesis or a comma. */
    SIGN,
    /** The end of the filter. */
    END
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  String shown() {
    return kind == Kind.END ? "the end" : "'" + text + "'";
  }
}
