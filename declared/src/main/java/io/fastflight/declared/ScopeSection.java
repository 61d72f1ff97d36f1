package io.fastflight.declared;

import io.fastflight.policy.Rule;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Reads of whom and of which services a rule speaks, and holds it against what there is. */
final class ScopeSection {
  /** The keys, and what each means. */
  static final List<Key> KEYS =
      List.of(
          new Key("roles", "It speaks of whoever has one of these roles."),
          new Key("identities", "It speaks of these callers, by name."),
          new Key("everyone", "true: it speaks of all callers."),
          new Key("claims", "It speaks only of those of whom each of these claims says this."),
          new Key("services", "Of which services, by wire name; * stands for any characters."));

  private final Section section;
  private final FaultList faults;
  private final List<Section.Text> roles;
  private final List<Section.Text> services;

  ScopeSection(Section section, FaultList faults) {
    this.section = section;
    this.faults = faults;
    this.roles = section.placedTexts("roles");
    this.services = section.placedTexts("services");
  }

  /** Tells {@code rule} of whom and of what it speaks. */
  void read(Rule.Builder rule) {
    List.of("roles", "identities", "services").forEach(this::refuseEmpty);
    roles.forEach(role -> rule.roles(role.text()));
    rule.identities(section.texts("identities").toArray(String[]::new));
    if (section.flag("everyone").orElse(false)) {
      rule.everyone();
    }
    section.section("claims").ifPresent(claims -> readClaims(claims, rule));
    services.forEach(text -> faults.noting(text.place(), () -> rule.services(text.text())));
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
}
