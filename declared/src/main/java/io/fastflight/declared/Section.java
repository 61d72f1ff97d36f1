package io.fastflight.declared;

import io.fastflight.params.Amounts;
import io.fastflight.params.ClosestNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads the keys of one part of a file by their types, and notes what does not fit. */
final class Section {
  private final Node.Fields fields;
  private final Place place;
  private final FaultList faults;

  private Section(Node.Fields fields, Place place, FaultList faults) {
    this.fields = fields;
    this.place = place;
    this.faults = faults;
  }

  /**
   * Reads {@code node} as keys; anything else is noted and read as none.
   *
   * @param place where to tell of what is missing
   */
  static Section of(Node node, String name, Place place, FaultList faults) {
    if (node instanceof Node.Fields fields) {
      return new Section(fields, place, faults);
    }
    faults.add(node.place(), name + " must be keys with values, was " + node.shown());
    return new Section(new Node.Fields(node.place(), Map.of()), place, faults);
  }

  /** Returns where the value of {@code key} stands, or this section if it is not there. */
  Place place(String key) {
    Node.@Nullable Field field = fields.fields().get(key);
    return field == null ? place : field.node().place();
  }

  Place place() {
    return place;
  }

  boolean has(String key) {
    return fields.fields().containsKey(key);
  }

  Optional<Node> node(String key) {
    return Optional.ofNullable(fields.fields().get(key)).map(Node.Field::node);
  }

  /** Returns the keys with their values. */
  Map<String, Node.Field> all() {
    return fields.fields();
  }

  /** Returns the values of all keys but {@code others}. */
  Map<String, Node> without(Collection<String> others) {
    Map<String, Node> rest = new LinkedHashMap<>();
    fields
        .fields()
        .forEach(
            (key, field) -> {
              if (!others.contains(key)) {
                rest.put(key, field.node());
              }
            });
    return rest;
  }

  /** Notes each key that is not in {@code known}. */
  void refuseOthers(String of, Collection<String> known) {
    fields
        .fields()
        .forEach(
            (key, field) -> {
              if (!known.contains(key)) {
                faults.add(field.key(), unknown(key, of, known));
              }
            });
  }

  private static String unknown(String key, String of, Collection<String> known) {
    return "'%s' is no key of %s; %s".formatted(key, of, hint(key, known));
  }

  /** Says what someone may have meant, to read after a semicolon. */
  static String hint(String name, Collection<String> known) {
    List<String> closest = ClosestNames.to(name, known);
    if (!closest.isEmpty()) {
      return "closest: " + String.join(", ", closest);
    }
    return "there are " + (known.isEmpty() ? "none" : String.join(", ", known));
  }

  /** Returns a text, or empty if it is not there or something else. */
  Optional<String> text(String key) {
    return node(key).flatMap(node -> text(key, node));
  }

  /** Returns a text that must be there. */
  Optional<String> requiredText(String key) {
    if (!has(key)) {
      faults.add(place, key + " is missing; it must be a text");
    }
    return text(key);
  }

  Optional<Boolean> flag(String key) {
    return value(
        key, "true or false", (node, value) -> value instanceof Boolean flag ? flag : null);
  }

  OptionalLong integer(String key, long min, long max) {
    Optional<Long> integer =
        value(
            key,
            "an integer from %s to %s".formatted(min, max),
            (node, value) ->
                value instanceof Long number && number >= min && number <= max ? number : null);
    return integer.isPresent() ? OptionalLong.of(integer.get()) : OptionalLong.empty();
  }

  /** Returns a number of bytes. */
  OptionalLong size(String key) {
    Optional<Long> bytes =
        value(
            key,
            Amounts.SIZE,
            (node, value) -> {
              OptionalLong size = Amounts.bytes(value.toString());
              return size.isPresent() ? (Long) size.getAsLong() : null;
            });
    return bytes.isPresent() ? OptionalLong.of(bytes.get()) : OptionalLong.empty();
  }

  Optional<Duration> duration(String key) {
    return value(
        key, Amounts.DURATION, (node, value) -> Amounts.duration(value.toString()).orElse(null));
  }

  List<String> texts(String key) {
    return placedTexts(key).stream().map(Text::text).toList();
  }

  /** A text of a list. */
  record Text(String text, Place place) {}

  /** Returns the texts of a list; what is none is noted and left out. */
  List<Text> placedTexts(String key) {
    List<Text> texts = new ArrayList<>();
    Optional<Node> node = node(key);
    if (node.isPresent() && node.get() instanceof Node.Items items) {
      for (Node item : items.items()) {
        text("each entry of " + key, item)
            .ifPresent(text -> texts.add(new Text(text, item.place())));
      }
    } else {
      node.ifPresent(other -> mustBe(key, other, "a list of texts"));
    }
    return texts;
  }

  Optional<Section> section(String key) {
    return node(key).map(node -> of(node, key, node.place(), faults));
  }

  /** Returns what {@code read} makes of a value, and notes {@code allowed} where it is null. */
  <T> Optional<T> value(String key, String allowed, BiFunction<Node, Object, @Nullable T> read) {
    Optional<Node> node = node(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    @Nullable Object value = node.get().value();
    @Nullable T made = value == null ? null : read.apply(node.get(), value);
    if (made == null) {
      mustBe(key, node.get(), allowed);
    }
    return Optional.ofNullable(made);
  }

  private Optional<String> text(String name, Node node) {
    if (node instanceof Node.Scalar scalar && scalar.value() instanceof String text) {
      return Optional.of(text);
    }
    mustBe(name, node, "a text, in quotes where it looks like something else");
    return Optional.empty();
  }

  private void mustBe(String name, Node node, String allowed) {
    faults.add(node.place(), "%s must be %s, was %s".formatted(name, allowed, node.shown()));
  }
}
