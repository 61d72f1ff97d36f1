package io.fastflight.policy.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a filter into words. */
final class Tokens {
  private static final Pattern WORDS =
      Pattern.compile(
          "\\s*(?:(?<word>[A-Za-z_][A-Za-z0-9_]*)"
              + "|\"(?<name>(?:[^\"]|\"\")+)\""
              + "|'(?<text>(?:[^']|'')*)'"
              + "|(?<number>[-+]?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?)"
              + "|\\$\\{(?<reference>[^}]*)\\}"
              + "|(?<sign><=|>=|!=|<>|[=<>(),])"
              + "|(?<end>\\z))");

  private Tokens() {}

  /**
   * Returns the words of {@code filter}; the last is the end.
   *
   * @throws IllegalArgumentException if there is something else in it
   */
  static List<Token> of(String filter) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = WORDS.matcher(filter);
    int at = 0;
    while (true) {
      matcher.region(at, filter.length());
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException(
            "The filter cannot be read from character %s on, '%s'. Texts stand in single quotes, names of columns that are not plain words in double ones."
                .formatted(at + 1, shown(filter.substring(at))));
      }
      Token token = token(matcher);
      tokens.add(token);
      if (token.kind() == Token.Kind.END) {
        return tokens;
      }
      at = matcher.end();
    }
  }

  private static Token token(Matcher matcher) {
    if (matcher.group("word") != null) {
      return found(matcher, Token.Kind.WORD, "word");
    }
    if (matcher.group("name") != null) {
      Token quoted = found(matcher, Token.Kind.NAME, "name");
      return new Token(Token.Kind.NAME, quoted.text().replace("\"\"", "\""), quoted.at());
    }
    if (matcher.group("text") != null) {
      Token quoted = found(matcher, Token.Kind.TEXT, "text");
      return new Token(Token.Kind.TEXT, quoted.text().replace("''", "'"), quoted.at());
    }
    if (matcher.group("number") != null) {
      return found(matcher, Token.Kind.NUMBER, "number");
    }
    if (matcher.group("reference") != null) {
      return found(matcher, Token.Kind.REFERENCE, "reference");
    }
    return matcher.group("sign") != null
        ? found(matcher, Token.Kind.SIGN, "sign")
        : found(matcher, Token.Kind.END, "end");
  }

  private static Token found(Matcher matcher, Token.Kind kind, String group) {
    return new Token(kind, matcher.group(group), matcher.start(group) + 1);
  }

  static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 37) + "...";
  }
}
