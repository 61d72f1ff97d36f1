package io.fastflight.cli;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A generated policy: as it stands in a file, and what it must show, worked out row by row from the
 * reference and not from the code.
 */
final class RandomPolicy {
  /** Of hashed columns. */
  static final String KEY = "a key of 16 characters";

  static final List<String> SERVICES = List.of("shop.orders", "shop.returns");

  /** Callers and their one role each. */
  static final Map<String, String> CALLERS =
      Map.of("ada", "analyst", "bob", "auditor", "eve", "guest");

  /** The rows of both services; amounts are integers, the others texts, any of them null. */
  private static final List<String> COLUMNS = List.of("region", "email", "owner", "amount");

  private static final List<List<String>> ROWS =
      List.of(
          List.of("north", "kim@example.com", "ada", "1"),
          List.of("north", "lee@example.com", "bob", "20"),
          List.of("south", "m", "ada", "300"),
          List.of("east", "ana@example.org", "eve", "-4"),
          List.of("", "bo@example.org", "bob", "50"),
          List.of("south", "", "", "6"),
          List.of("east", "zoe@example.net", "ada", ""));

  /** Stricter ones first. */
  private static final List<String> STRICTNESS =
      List.of("drop", "null", "constant", "hash", "last");

  /** A test of a row, null where that is unknown, and how it is written. */
  private record Condition(String text, Function<Map<String, String>, @Nullable Boolean> test) {}

  /** A mask: its kind, and what is seen in place of a value. */
  private record Mask(String kind, String text) {}

  private record Rule(
      String who,
      Set<String> callers,
      String services,
      Set<String> covered,
      boolean denies,
      Optional<Function<String, Condition>> filter,
      Map<String, Mask> masks) {}

  private final Random random;
  private final List<Rule> rules = new ArrayList<>();

  RandomPolicy(Random random) {
    this.random = random;
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      rules.add(rule());
    }
  }

  /** Returns the services in SQL, as a file has them. */
  static String services() {
    String rows =
        ROWS.stream()
            .map(
                row ->
                    row.stream()
                        .map(value -> value.isEmpty() ? "NULL" : "'" + value + "'")
                        .collect(Collectors.joining(", ", "(", ")")))
            .collect(Collectors.joining(", "));
    String statement =
        "SELECT region, email, owner, CAST(amount AS INTEGER) AS amount FROM (VALUES %s) t(%s)"
            .formatted(rows, String.join(", ", COLUMNS));
    return "sources:\n  lake: {kind: duckdb, roots: [data]}\nservices:\n"
        + SERVICES.stream()
            .map(name -> "  %s: {source: lake, statement: \"%s\"}\n".formatted(name, statement))
            .collect(Collectors.joining());
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Rule rule() {
    List<String> names = CALLERS.keySet().stream().sorted().toList();
    String name = one(names);
    String other = one(names);
    boolean byRole = random.nextBoolean();
    boolean everyone = random.nextInt(4) == 0;
    String who =
        everyone
            ? "everyone: true"
            : byRole
                ? "roles: [%s, %s]".formatted(CALLERS.get(name), CALLERS.get(other))
                : "identities: [%s, %s]".formatted(name, other);
    Set<String> callers =
        everyone ? CALLERS.keySet() : Set.copyOf(List.of(name, other).stream().distinct().toList());
    String services = one(List.of("*", "shop.*", "*.orders", "shop.returns"));
    Set<String> covered =
        services.endsWith("*")
            ? Set.copyOf(SERVICES)
            : services.equals("*.orders") ? Set.of("shop.orders") : Set.of("shop.returns");
    if (random.nextInt(6) == 0) {
      return new Rule(who, callers, services, covered, true, Optional.empty(), Map.of());
    }
    Map<String, Mask> masks = new LinkedHashMap<>();
    List<String> columns = new ArrayList<>(COLUMNS);
    Collections.shuffle(columns, random);
    columns.subList(0, random.nextInt(3)).forEach(column -> masks.put(column, mask(column)));
    Condition filter = condition(2);
    return new Rule(
        who,
        callers,
        services,
        covered,
        false,
        random.nextBoolean() ? Optional.of(caller -> bound(filter, caller)) : Optional.empty(),
        masks);
  }

  /** A reference to the caller's name stands for it. */
  private static Condition bound(Condition filter, String caller) {
    return new Condition(
        filter.text,
        row -> {
          Map<String, String> known = new LinkedHashMap<>(row);
          known.put("${identity.name}", caller);
          return filter.test.apply(known);
        });
  }

  private Mask mask(String column) {
    boolean text = !column.equals("amount");
    String kind = one(text ? STRICTNESS : STRICTNESS.subList(0, 4));
    return switch (kind) {
      case "constant" -> new Mask(kind, text ? one(List.of("x", "y")) : one(List.of("0", "7")));
      case "last" -> new Mask(kind, String.valueOf(1 + random.nextInt(5)));
      default -> new Mask(kind, "");
    };
  }

  private Condition condition(int depth) {
    switch (depth == 0 ? 3 : random.nextInt(5)) {
      case 0 -> {
        Condition left = condition(depth - 1);
        Condition right = condition(depth - 1);
        return new Condition(
            "(%s and %s)".formatted(left.text, right.text),
            row -> both(left.test.apply(row), right.test.apply(row)));
      }
      case 1 -> {
        Condition left = condition(depth - 1);
        Condition right = condition(depth - 1);
        return new Condition(
            "(%s or %s)".formatted(left.text, right.text),
            row -> not(both(not(left.test.apply(row)), not(right.test.apply(row)))));
      }
      case 2 -> {
        Condition inner = condition(depth - 1);
        return new Condition("not " + inner.text, row -> not(inner.test.apply(row)));
      }
      default -> {
        return leaf();
      }
    }
  }

  private Condition leaf() {
    return switch (random.nextInt(6)) {
      case 0 -> value("region = 'north'", "region", "north"::equals);
      case 1 -> value("region in ('south', 'east')", "region", List.of("south", "east")::contains);
      case 2 -> value("amount >= 6", "amount", amount -> Integer.parseInt(amount) >= 6);
      case 3 -> value("email like 'k%'", "email", email -> email.startsWith("k"));
      case 4 -> new Condition("email is null", row -> row.get("email").isEmpty());
      default ->
          new Condition(
              "owner = ${identity.name}",
              row ->
                  row.get("owner").isEmpty()
                      ? null
                      : row.get("owner").equals(row.get("${identity.name}")));
    };
  }

  private static Condition value(String text, String column, Function<String, Boolean> test) {
    return new Condition(
        text, row -> row.get(column).isEmpty() ? null : test.apply(row.get(column)));
  }

  private static @Nullable Boolean not(@Nullable Boolean truth) {
    return truth == null ? null : !truth;
  }

  private static @Nullable Boolean both(@Nullable Boolean left, @Nullable Boolean right) {
    if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
      return false;
    }
    return (left == null || right == null) ? null : true;
  }

  /** Returns the policy as it stands in a file. */
  @Override
  public String toString() {
    StringBuilder yaml = new StringBuilder("policy:\n  mask_key: ${file:key}\n  rules:\n");
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      yaml.append("    r%s: {%s, services: [\"%s\"]".formatted(i, rule.who, rule.services));
      if (rule.denies) {
        yaml.append(", deny: true");
      }
      rule.filter.ifPresent(
          filter -> yaml.append(", filter: \"%s\"".formatted(filter.apply("").text)));
      if (!rule.masks.isEmpty()) {
        yaml.append(
            rule.masks.entrySet().stream()
                .map(mask -> mask.getKey() + ": " + written(mask.getKey(), mask.getValue()))
                .collect(Collectors.joining(", ", ", masks: {", "}")));
      }
      yaml.append("}\n");
    }
    return yaml.toString();
  }

  private static String written(String column, Mask mask) {
    return switch (mask.kind) {
      case "constant" ->
          "{constant: %s}".formatted(column.equals("amount") ? mask.text : "\"" + mask.text + "\"");
      case "last" -> "{last: %s}".formatted(mask.text);
      default -> mask.kind;
    };
  }

  /** Returns what a caller must see of a service, as {@link EachDoor} reads it. */
  Optional<List<String>> seen(String caller, String service) {
    List<Rule> mine =
        rules.stream()
            .filter(rule -> rule.callers.contains(caller) && rule.covered.contains(service))
            .toList();
    if (mine.isEmpty() || mine.stream().anyMatch(Rule::denies)) {
      return Optional.empty();
    }
    Map<String, Mask> masks = new LinkedHashMap<>();
    mine.forEach(
        rule ->
            rule.masks.forEach(
                (column, mask) -> masks.merge(column, mask, RandomPolicy::stricter)));
    List<String> columns =
        COLUMNS.stream()
            .filter(column -> !masks.containsKey(column) || !masks.get(column).kind.equals("drop"))
            .toList();
    List<String> lines = new ArrayList<>(List.of(String.join(",", columns)));
    for (List<String> values : ROWS) {
      Map<String, String> row = new LinkedHashMap<>();
      COLUMNS.forEach(column -> row.put(column, values.get(COLUMNS.indexOf(column))));
      boolean passes =
          mine.stream()
              .flatMap(rule -> rule.filter.stream())
              .allMatch(filter -> Boolean.TRUE.equals(filter.apply(caller).test.apply(row)));
      if (passes) {
        lines.add(
            columns.stream()
                .map(column -> masked(row.get(column), masks.get(column)))
                .collect(Collectors.joining(",")));
      }
    }
    return Optional.of(lines);
  }

  private static Mask stricter(Mask one, Mask other) {
    if (one.equals(other)) {
      return one;
    }
    int first = STRICTNESS.indexOf(one.kind);
    int second = STRICTNESS.indexOf(other.kind);
    return first == second ? new Mask("null", "") : first < second ? one : other;
  }

  private static String masked(String value, @Nullable Mask mask) {
    if (mask == null) {
      return value;
    }
    return switch (mask.kind) {
      case "null" -> "";
      case "constant" -> mask.text;
      case "hash" -> value.isEmpty() ? "" : hash(value);
      default -> {
        int shown = Integer.parseInt(mask.text);
        yield value.isEmpty()
            ? ""
            : "***" + (value.length() > shown ? value.substring(value.length() - shown) : "");
      }
    };
  }

  private static String hash(String value) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)), 0, 16);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
