package io.fastflight.declared;

import io.fastflight.params.Secret;
import io.fastflight.policy.Rule;
import io.fastflight.policy.column.Guard;
import io.fastflight.policy.column.Mask;
import io.fastflight.policy.filter.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads one rule of a policy, and holds it against roles, services and columns. */
final class RuleSection {
  /** The keys of a rule beside those of its scope, and what each means. */
  static final List<Key> KEYS =
      List.of(
          new Key("deny", "true: they may not use the services, whatever other rules say."),
          new Key("filter", "They see only rows that pass this condition."),
          new Key("masks", "What they see in place of a column's values, by column."));

  /** No check needs the key, but a guard that hashes has one. */
  private static final Optional<Secret> ANY_KEY = Optional.of(Secret.of("for checks only"));

  private final String name;
  private final Place place;
  private final Section section;
  private final FaultList faults;
  private final int faultsBefore;
  private final ScopeSection scope;

  RuleSection(String name, Node.Field field, FaultList faults) {
    this.faultsBefore = faults.size();
    this.name = name;
    this.place = field.key();
    this.section = Section.of(field.node(), "rule " + name, field.key(), faults);
    this.faults = faults;
    this.scope = new ScopeSection(section, faults);
  }

  Place place() {
    return place;
  }

  /** Returns of whom and of what it speaks. */
  ScopeSection scope() {
    return scope;
  }

  /** Returns the rule; empty if anything is wrong with it. */
  Optional<Rule> read() {
    Rule.Builder rule = Rule.of(name);
    section.refuseOthers("a rule", Key.names(Key.both(ScopeSection.KEYS, KEYS)));
    scope.read(rule);
    if (section.flag("deny").orElse(false)) {
      rule.deny();
    }
    section
        .text("filter")
        .ifPresent(text -> faults.noting(section.place("filter"), () -> rule.filter(text)));
    section.section("masks").ifPresent(masks -> readMasks(masks, rule));
    return faults.size() > faultsBefore ? Optional.empty() : faults.noting(place, rule::build);
  }

  private void readMasks(Section masks, Rule.Builder rule) {
    masks
        .all()
        .forEach(
            (column, field) -> {
              Optional<Mask> mask = MaskWords.read(field.node());
              mask.ifPresent(known -> rule.mask(column, known));
              if (mask.isEmpty()) {
                faults.add(
                    field.node().place(),
                    "the mask of column '%s' must be %s, was %s"
                        .formatted(column, MaskWords.ALLOWED, field.node().shown()));
              }
            });
  }

  /** Notes a column that is hashed though there is no key. */
  void refuseHashes(Rule rule) {
    rule.masks()
        .forEach(
            (column, mask) -> {
              if (mask instanceof Mask.Hash) {
                faults.add(
                    placeOfMask(column),
                    "column '%s' is hashed, and the policy has no mask_key; add mask_key: ${env:NAME}"
                        .formatted(column));
              }
            });
  }

  /** Notes that {@code rule} and an earlier one cannot both be meant. */
  void refuseContradiction(Rule rule, Rule earlier, Place other) {
    rule.contradiction(earlier)
        .ifPresent(
            how ->
                faults.add(
                    place,
                    "the rules '%s' (line %s) and '%s' (line %s) contradict each other: %s; take one away"
                        .formatted(earlier.name(), other.line(), name, place.line(), how)));
  }

  /** Notes what {@code rule} does to columns that a service does not have, or not so. */
  void check(Rule rule, String service, Schema schema) {
    int before = faults.size();
    List<Filter> filters = rule.filter().stream().toList();
    fit(service, schema, section.place("filter"), new Guard(filters, Map.of(), ANY_KEY));
    rule.masks()
        .forEach(
            (column, mask) -> {
              Guard only = new Guard(List.of(), Map.of(column, mask), ANY_KEY);
              fit(service, schema, placeOfMask(column), only);
            });
    if (faults.size() == before) { // what they do together
      fit(service, schema, place, new Guard(filters, rule.masks(), ANY_KEY));
    }
  }

  private void fit(String service, Schema schema, Place where, Guard guard) {
    try {
      guard.check(schema);
    } catch (IllegalArgumentException unfit) {
      faults.add(
          where,
          "rule '%s' does not fit service '%s': %s".formatted(name, service, unfit.getMessage()));
    }
  }

  private Place placeOfMask(String column) {
    return section
        .node("masks")
        .map(node -> ((Node.Fields) node).fields().get(column))
        .map(Node.Field::key)
        .orElse(place);
  }
}
