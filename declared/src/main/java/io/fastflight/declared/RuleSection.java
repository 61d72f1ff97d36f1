package io.fastflight.declared;

import io.fastflight.params.Secret;
import io.fastflight.policy.Rule;
import io.fastflight.policy.column.Guard;
import io.fastflight.policy.column.Mask;
import io.fastflight.policy.filter.Filter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads one rule of a policy, and holds it against roles, services and columns. */
final class RuleSection {
  /** The keys of a rule, and what each means. */
  static final List<Key> KEYS =
      List.of(
          new Key("roles", "It speaks of whoever has one of these roles."),
          new Key("identities", "It speaks of these callers, by name."),
          new Key("everyone", "true: it speaks of all callers."),
          new Key("claims", "It speaks only of those of whom each of these claims says this."),
          new Key("services", "Of which services, by wire name; * stands for any characters."),
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
  private final List<Section.Text> roles;
  private final List<Section.Text> services;

  RuleSection(String name, Node.Field field, FaultList faults) {
    this.faultsBefore = faults.size();
    this.name = name;
    this.place = field.key();
    this.section = Section.of(field.node(), "rule " + name, field.key(), faults);
    this.faults = faults;
    this.roles = section.placedTexts("roles");
    this.services = section.placedTexts("services");
  }

  Place place() {
    return place;
  }

  /** Returns the rule; empty if anything is wrong with it. */
  Optional<Rule> read() {
    Rule.Builder rule = Rule.of(name);
    section.refuseOthers("a rule", Key.names(KEYS));
    List.of("roles", "identities", "services").forEach(this::refuseEmpty);
    roles.forEach(role -> rule.roles(role.text()));
    rule.identities(section.texts("identities").toArray(String[]::new));
    if (section.flag("everyone").orElse(false)) {
      rule.everyone();
    }
    if (section.flag("deny").orElse(false)) {
      rule.deny();
    }
    section.section("claims").ifPresent(claims -> readClaims(claims, rule));
    services.forEach(text -> noting(text.place(), () -> rule.services(text.text())));
    section
        .text("filter")
        .ifPresent(text -> noting(section.place("filter"), () -> rule.filter(text)));
    section.section("masks").ifPresent(masks -> readMasks(masks, rule));
    return faults.size() > faultsBefore ? Optional.empty() : built(rule);
  }

  private Optional<Rule> built(Rule.Builder rule) {
    try {
      return Optional.of(rule.build());
    } catch (IllegalArgumentException unfit) {
      faults.add(place, String.valueOf(unfit.getMessage()));
      return Optional.empty();
    }
  }

  /** Whoever takes the last role out of a rule means nobody, and not who fits its claims. */
  private void refuseEmpty(String key) {
    if (section.node(key).orElse(null) instanceof Node.Items items && items.items().isEmpty()) {
      faults.add(items.place(), key + " is an empty list; name some, or leave the key out");
    }
  }

  private void readClaims(Section claims, Rule.Builder rule) {
    claims
        .all()
        .forEach(
            (claim, field) -> {
              Node node = field.node();
              if (node instanceof Node.Scalar scalar && scalar.value() != null) {
                rule.claim(claim, scalar.text());
              } else {
                faults.add(
                    node.place(),
                    "claim %s must be a text, a number, true or false, was %s"
                        .formatted(claim, node.shown()));
              }
            });
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

  private void noting(Place where, Runnable reading) {
    try {
      reading.run();
    } catch (IllegalArgumentException unfit) {
      faults.add(where, String.valueOf(unfit.getMessage()));
    }
  }

  /** Notes each role that is none of {@code known}. */
  void requireRoles(Set<String> known) {
    for (Section.Text role : roles) {
      if (!known.contains(role.text())) {
        faults.add(
            role.place(),
            "there is no role '%s' in the files of keys and users or among roles of the policy; %s"
                .formatted(role.text(), Section.hint(role.text(), known)));
      }
    }
  }

  /** Notes each name or pattern of {@code rule} that is none of {@code known}. */
  void requireServices(Rule rule, Collection<String> known) {
    List<String> unmatched = rule.unmatched(known);
    for (Section.Text service : services) {
      if (unmatched.contains(service.text())) {
        faults.add(
            service.place(),
            "no service is called '%s'; %s"
                .formatted(service.text(), Section.hint(service.text(), known)));
      }
    }
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
