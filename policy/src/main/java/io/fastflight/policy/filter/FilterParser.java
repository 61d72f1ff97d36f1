package io.fastflight.policy.filter;

import io.fastflight.policy.filter.Condition.Operand;
import io.fastflight.policy.filter.Condition.Order;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Reads a filter, from the loosest binding to the tightest: or, and, not, one test. */
final class FilterParser {
  /** Far deeper than anyone writes; each level is a few frames of the stack. */
  private static final int MAX_DEPTH = 100;

  private static final String NULL_HINT = "Use 'is null'; nothing is equal to null.";

  private final List<Token> tokens;
  private int at;
  private int depth;

  private FilterParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * Returns what {@code filter} says.
   *
   * @throws IllegalArgumentException if it is not of the language; the message says where
   */
  static Condition parse(String filter) {
    FilterParser parser = new FilterParser(Tokens.of(filter));
    Condition condition = parser.or();
    if (parser.here().kind() != Token.Kind.END) {
      throw parser.wrong("and, or, or the end");
    }
    return condition;
  }

  private Condition or() {
    Condition condition = and();
    while (takeWord("or")) {
      condition = new Condition.Or(condition, and());
    }
    return condition;
  }

  private Condition and() {
    Condition condition = not();
    while (takeWord("and")) {
      condition = new Condition.And(condition, not());
    }
    return condition;
  }

  private Condition not() {
    if (++depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "The filter is nested deeper than %s levels.".formatted(MAX_DEPTH));
    }
    try {
      if (takeWord("not")) {
        return new Condition.Not(not());
      }
      if (takeSign("(")) {
        Condition inner = or();
        require(")");
        return inner;
      }
      return test();
    } finally {
      depth--;
    }
  }

  private Condition test() {
    Token name = here();
    if (name.isWord("true") || name.isWord("false")) {
      at++;
      return new Condition.Always(name.isWord("true"));
    }
    if (name.kind() != Token.Kind.NAME && (name.kind() != Token.Kind.WORD || isReserved(name))) {
      throw wrong("the name of a column, not, or a parenthesis");
    }
    at++;
    String column = name.text();
    if (takeWord("is")) {
      boolean not = takeWord("not");
      requireWord("null");
      return negated(not, new Condition.IsNull(column));
    }
    boolean not = takeWord("not");
    if (takeWord("in")) {
      return negated(not, new Condition.In(column, operands()));
    }
    if (takeWord("like")) {
      return negated(not, prefix(column));
    }
    if (not) {
      throw wrong("in or like");
    }
    return comparison(column);
  }

  private Condition comparison(String column) {
    Token sign = here();
    at++;
    return switch (sign.kind() == Token.Kind.SIGN ? sign.text() : "") {
      case "=" -> new Condition.Compare(column, Order.EQUAL, operand());
      case "!=", "<>" -> new Condition.Not(new Condition.Compare(column, Order.EQUAL, operand()));
      case "<" -> new Condition.Compare(column, Order.LESS, operand());
      case "<=" -> new Condition.Compare(column, Order.LESS_OR_EQUAL, operand());
      case ">" -> new Condition.Compare(column, Order.GREATER, operand());
      case ">=" -> new Condition.Compare(column, Order.GREATER_OR_EQUAL, operand());
      default -> {
        at--;
        throw wrong("one of = != < <= > >= in like is");
      }
    };
  }

  private List<Operand> operands() {
    if (here().kind() == Token.Kind.REFERENCE) {
      return List.of(operand());
    }
    require("(");
    List<Operand> operands = new ArrayList<>();
    do {
      operands.add(operand());
    } while (takeSign(","));
    require(")");
    return operands;
  }

  private Operand operand() {
    Token token = here();
    at++;
    if (token.isWord("true") || token.isWord("false")) {
      return new Condition.Literal(token.isWord("true"));
    }
    if (token.isWord("null")) {
      throw new IllegalArgumentException(
          "The filter compares with null at character %s. %s".formatted(token.at(), NULL_HINT));
    }
    return switch (token.kind()) {
      case TEXT -> new Condition.Literal(token.text());
      case NUMBER -> new Condition.Literal(new BigDecimal(token.text()));
      case REFERENCE -> reference(token);
      default -> {
        at--;
        throw wrong("a text in single quotes, a number, true, false or ${...}");
      }
    };
  }

  private static Operand reference(Token token) {
    String path = token.text().strip();
    boolean claim = path.startsWith("claims.") && path.length() > "claims.".length();
    if (!claim && !path.equals("identity.name") && !path.equals("identity.roles")) {
      throw new IllegalArgumentException(
          "The filter names '${%s}' at character %s; there are ${identity.name}, ${identity.roles} and ${claims.NAME}."
              .formatted(Tokens.shown(path), token.at()));
    }
    return new Condition.Reference(path);
  }

  /** A pattern that does more than a prefix is refused, rather than read as something else. */
  private Condition prefix(String column) {
    Token token = here();
    String text = token.text();
    if (token.kind() != Token.Kind.TEXT
        || !text.endsWith("%")
        || text.indexOf('%') < text.length() - 1
        || text.indexOf('_') >= 0
        || text.indexOf('\\') >= 0) {
      throw wrong("a text that begins as the column's does and ends in %, with no other % _ \\");
    }
    at++;
    return new Condition.Prefix(column, text.substring(0, text.length() - 1));
  }

  private static Condition negated(boolean not, Condition condition) {
    return not ? new Condition.Not(condition) : condition;
  }

  private static boolean isReserved(Token word) {
    return List.of("and", "or", "not", "in", "is", "like", "null").stream().anyMatch(word::isWord);
  }

  private Token here() {
    return tokens.get(at);
  }

  private boolean takeWord(String word) {
    boolean found = here().isWord(word);
    at += found ? 1 : 0;
    return found;
  }

  private boolean takeSign(String sign) {
    boolean found = here().isSign(sign);
    at += found ? 1 : 0;
    return found;
  }

  private void requireWord(String word) {
    if (!takeWord(word)) {
      throw wrong(word);
    }
  }

  private void require(String sign) {
    if (!takeSign(sign)) {
      throw wrong("'" + sign + "'");
    }
  }

  private IllegalArgumentException wrong(String wanted) {
    return new IllegalArgumentException(
        "The filter needs %s at character %s, has %s."
            .formatted(wanted, here().at(), Tokens.shown(here().shown())));
  }
}
