package io.fastflight.declared;

import io.fastflight.params.DeclaredParameter;
import io.fastflight.params.ParameterType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a service. */
final class ParameterSection {
  /** The keys of a parameter, and what each means. */
  static final List<Key> KEYS =
      List.of(
          new Key("type", "The type of its values: %s.".formatted(types())),
          new Key("description", "What it means, in a sentence."),
          new Key("nullable", "Whether null is allowed, and an absent value read as null."),
          new Key("enum", "The texts it can be; for a string."),
          new Key("pattern", "A regular expression the whole text matches; for a string."),
          new Key("min", "The least value; for numbers, dates and times."),
          new Key("max", "The greatest value; for numbers, dates and times."),
          new Key(
              "default", "The value where a request leaves it out; without one it is required."));

  private ParameterSection() {}

  static List<DeclaredParameter> read(Section parameters, FaultList faults) {
    return parameters.all().entrySet().stream()
        .flatMap(entry -> parameter(entry.getKey(), entry.getValue(), faults).stream())
        .toList();
  }

  private static Optional<DeclaredParameter> parameter(
      String name, Node.Field field, FaultList faults) {
    Section section = Section.of(field.node(), "parameter " + name, field.key(), faults);
    section.refuseOthers("a parameter", KEYS.stream().map(Key::name).toList());
    if (!section.has("type")) {
      faults.add(field.key(), "type is missing; it must be one of " + types());
    }
    Optional<ParameterType> type =
        section.value("type", "one of " + types(), (node, value) -> type(value));
    if (type.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(rules(DeclaredParameter.of(name, type.get()), section, faults));
    } catch (IllegalArgumentException badName) {
      faults.add(field.key(), String.valueOf(badName.getMessage()));
      return Optional.empty();
    }
  }

  /** Adds one rule after the other: each that does not fit is noted where it stands. */
  private static DeclaredParameter rules(
      DeclaredParameter bare, Section section, FaultList faults) {
    Rules rules = new Rules(bare, section, faults);
    section
        .text("description")
        .ifPresent(text -> rules.add("description", p -> p.describedAs(text)));
    if (section.flag("nullable").orElse(false)) {
      rules.add("nullable", DeclaredParameter::orNull);
    }
    if (section.has("enum")) {
      List<String> options = section.texts("enum");
      rules.add("enum", p -> p.oneOf(options));
    }
    section.text("pattern").ifPresent(regex -> rules.add("pattern", p -> p.matching(regex)));
    @Nullable Object min = section.node("min").map(Node::value).orElse(null);
    @Nullable Object max = section.node("max").map(Node::value).orElse(null);
    if (min != null || max != null) {
      rules.add(min == null ? "max" : "min", p -> p.range(min, max));
    }
    @Nullable Object value = section.node("default").map(Node::value).orElse(null);
    if (value != null) {
      rules.add("default", p -> p.withDefault(value));
    } else if (section.has("default")) {
      faults.add(
          section.place("default"), "default must be a value; for null write nullable: true");
    }
    return rules.parameter;
  }

  private static final class Rules {
    private final Section section;
    private final FaultList faults;
    private DeclaredParameter parameter;

    Rules(DeclaredParameter bare, Section section, FaultList faults) {
      this.parameter = bare;
      this.section = section;
      this.faults = faults;
    }

    void add(String key, UnaryOperator<DeclaredParameter> rule) {
      try {
        parameter = rule.apply(parameter);
      } catch (IllegalArgumentException unfit) {
        faults.add(section.place(key), String.valueOf(unfit.getMessage()));
      }
    }
  }

  private static @Nullable ParameterType type(Object word) {
    Map<String, ParameterType> types =
        Arrays.stream(ParameterType.values())
            .collect(Collectors.toMap(ParameterType::word, type -> type));
    return types.get(word);
  }

  static List<String> typeWords() {
    return Arrays.stream(ParameterType.values()).map(ParameterType::word).toList();
  }

  private static String types() {
    return String.join(", ", typeWords());
  }
}
