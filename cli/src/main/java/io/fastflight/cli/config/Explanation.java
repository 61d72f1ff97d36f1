package io.fastflight.cli.config;

import io.fastflight.cli.output.TextTable;
import io.fastflight.cli.output.TextTable.Column;
import io.fastflight.declared.DeclaredPolicy;
import io.fastflight.declared.DeclaredServices;
import io.fastflight.declared.MaskWords;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.policy.column.Guard;
import io.fastflight.policy.column.Mask;
import io.fastflight.policy.filter.Filter;
import io.fastflight.service.Comparison;
import io.fastflight.service.Identity;
import io.fastflight.service.RegisteredService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a caller sees of a service, and by which rules.
 *
 * @param caller who asks
 * @param service its wire name
 * @param policy empty where a file has none
 * @param schema the columns of the service, where they are known
 * @param leftOut by what the source itself leaves out rows that are not seen, where it says so
 * @param limits how much of it they may ask for
 */
record Explanation(
    Identity caller,
    String service,
    Optional<DeclaredPolicy> policy,
    Optional<Schema> schema,
    List<Comparison> leftOut,
    ActingLimits limits) {

  /** Explains what the policy and the limits of a file allow. */
  static Explanation of(DeclaredServices declared, Identity caller, RegisteredService<?> asked) {
    String service = asked.type().name();
    Policy acting = acting(declared.policy());
    return new Explanation(
        caller,
        service,
        declared.policy(),
        declared.services().stream()
            .filter(tried -> tried.name().equals(service))
            .map(DeclaredServices.Tried::schema)
            .findFirst(),
        acting.allows(caller, service)
            ? LeftOut.by(acting.guard(caller, service), caller, asked)
            : List.of(),
        ActingLimits.of(asked, caller, declared.limits()));
  }

  private Policy acting() {
    return acting(policy);
  }

  private static Policy acting(Optional<DeclaredPolicy> policy) {
    return policy.map(DeclaredPolicy::policy).orElse(Policy.open());
  }

  private boolean isAllowed() {
    return acting().allows(caller, service);
  }

  private List<Rule> rules() {
    return acting().rules(caller, service);
  }

  private Guard guard() {
    return isAllowed() ? acting().guard(caller, service) : Guard.NONE;
  }

  private int line(Rule rule) {
    return policy.orElseThrow().line(rule);
  }

  /** Says why the caller may use the service or not, to read after a colon. */
  private String reason() {
    if (policy.isEmpty()) {
      return "the file has no policy, and all is for everyone; where callers sign in, a server of it does not start";
    }
    List<Rule> rules = rules();
    return rules.stream()
        .filter(Rule::denies)
        .findFirst()
        .map(rule -> "rule '%s' (line %s) denies it".formatted(rule.name(), line(rule)))
        .orElse(
            rules.isEmpty()
                ? "no rule speaks of this caller and this service"
                : rules.size() == 1 ? "1 rule allows it" : rules.size() + " rules allow it");
  }

  /** Returns it for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s %s: %s."
            .formatted(caller.name(), isAllowed() ? "may use" : "may not use", service, reason()));
    lines.add("Roles: %s. Claims: %s.".formatted(roles(), claims()));
    if (!rules().isEmpty()) {
      lines.add("");
      lines.addAll(table());
    }
    if (isAllowed()) {
      lines.add("");
      lines.addAll(seen());
      lines.addAll(limits.lines());
    }
    return lines;
  }

  private String roles() {
    return caller.roles().isEmpty() ? "none" : String.join(", ", new TreeSet<>(caller.roles()));
  }

  private String claims() {
    return caller.claims().isEmpty()
        ? "none"
        : new TreeMap<>(caller.claims())
            .entrySet().stream()
                .map(claim -> claim.getKey() + " = " + claim.getValue())
                .collect(Collectors.joining(", "));
  }

  private List<String> table() {
    TextTable table =
        TextTable.uncut(
            List.of(
                Column.text("RULE"),
                new Column("LINE", true),
                Column.text("SERVICES"),
                Column.text("ROWS"),
                Column.text("MASKS")));
    for (Rule rule : rules()) {
      table.add(
          List.of(
              rule.name(),
              String.valueOf(line(rule)),
              (rule.denies() ? "denies " : "allows ") + String.join(", ", rule.services()),
              rule.filter().map(Filter::text).orElse(""),
              masks(rule.masks())));
    }
    return table.lines();
  }

  private static String masks(Map<String, Mask> masks) {
    return masks.entrySet().stream()
        .map(mask -> mask.getKey() + ": " + words(mask.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String words(Mask mask) {
    return MaskWords.of(mask) instanceof Map<?, ?> one
        ? one.entrySet().stream()
            .map(only -> only.getKey() + " " + only.getValue())
            .collect(Collectors.joining())
        : String.valueOf(MaskWords.of(mask));
  }

  /** Says which rows and columns are seen by all rules together. */
  private List<String> seen() {
    Guard guard = guard();
    List<String> lines = new ArrayList<>();
    lines.add(guard.hidesRows() ? "Rows that pass:" : "Rows: all.");
    for (Filter filter : guard.filters()) {
      lines.add("  " + filter.text());
      filter
          .known(caller)
          .forEach((path, value) -> lines.add("    %s is %s".formatted(path, value)));
    }
    if (!leftOut.isEmpty()) {
      lines.add("The source itself returns only rows with:");
      leftOut.forEach(one -> lines.add("  " + one));
    }
    if (schema.isEmpty()) {
      lines.add(
          "Masks: %s."
              .formatted(guard.masks().isEmpty() ? "none" : masks(new TreeMap<>(guard.masks()))));
      return lines;
    }
    lines.add("Columns:");
    for (Field column : schema.get().getFields()) {
      Optional<Mask> mask = Optional.ofNullable(guard.masks().get(column.getName()));
      lines.add("  " + column.getName() + mask.map(one -> ": " + words(one)).orElse(""));
    }
    return lines;
  }

  /** Returns it for programs. */
  Map<String, Object> toMap() {
    Guard guard = guard();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("identity", caller.name());
    map.put("roles", List.copyOf(new TreeSet<>(caller.roles())));
    map.put("claims", caller.claims());
    map.put("service", service);
    map.put("allowed", isAllowed());
    map.put("reason", reason());
    map.put("rules", rules().stream().map(this::toMap).toList());
    map.put("filters", guard.filters().stream().map(Filter::text).toList());
    map.put("sourceFilters", leftOut.stream().map(Comparison::toString).toList());
    map.put("masks", asJson(guard.masks()));
    map.put("limits", isAllowed() ? limits.toMaps() : List.of());
    return map;
  }

  private Map<String, Object> toMap(Rule rule) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", rule.name());
    map.put("line", line(rule));
    map.put("denies", rule.denies());
    rule.filter().ifPresent(filter -> map.put("filter", filter.text()));
    map.put("masks", asJson(rule.masks()));
    return map;
  }

  private static Map<String, Object> asJson(Map<String, Mask> masks) {
    Map<String, Object> map = new TreeMap<>();
    masks.forEach((column, mask) -> map.put(column, MaskWords.of(mask)));
    return map;
  }
}
