package io.fastflight.declared;

import io.fastflight.params.Secret;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Reads who may use which services, and what of them they see. */
final class PolicySection {
  /** The keys of a policy, and what each means. */
  static final List<Key> KEYS =
      List.of(
          new Key("rules", "Who may use which services, by the name of the rule."),
          new Key(
              "roles",
              "The roles there are beside those in the files of keys and users; a rule with another is refused."),
          new Key(
              "mask_key",
              "The key of hashed columns, 16 characters or more, the same at all replicas: ${env:NAME} or ${file:PATH}."));

  private final Section section;
  private final References references;
  private final FaultList faults;
  private final List<Read> read = new ArrayList<>();

  /** A rule and where it was read. */
  private record Read(RuleSection section, Rule rule) {
    boolean hidesOf(String service) {
      return rule.covers(service) && (rule.filter().isPresent() || !rule.masks().isEmpty());
    }
  }

  PolicySection(Section section, References references, FaultList faults) {
    this.section = section;
    this.references = references;
    this.faults = faults;
  }

  /**
   * Reads the policy.
   *
   * @param roles all roles there are, if that is known
   * @param services the names of all services
   * @return empty if anything is wrong with it
   */
  Optional<DeclaredPolicy> read(Optional<Set<String>> roles, Collection<String> services) {
    int before = faults.size();
    section.refuseOthers("policy", Key.names(KEYS));
    Policy.Builder policy = Policy.builder();
    readKey(policy);
    Optional<Section> rules = section.section("rules");
    if (rules.isEmpty() || rules.get().all().isEmpty()) {
      faults.add(
          section.place("rules"), "rules is missing; without a rule nobody may use anything");
    }
    rules.ifPresent(
        all ->
            all.all().forEach((name, field) -> read(new RuleSection(name, field, faults), roles)));
    read.forEach(one -> one.section.scope().requireServices(one.rule, services));
    return faults.size() > before ? Optional.empty() : Optional.of(built(policy));
  }

  private void readKey(Policy.Builder policy) {
    Optional<Node> node = section.node("mask_key");
    @Nullable Object key =
        node.map(found -> references.value("mask_key", found, true, faults)).orElse(null);
    if (key instanceof String text) {
      try {
        policy.maskKey(Secret.of(text));
      } catch (IllegalArgumentException tooShort) {
        faults.add(section.place("mask_key"), String.valueOf(tooShort.getMessage()));
      }
    }
  }

  /** Returns the roles it lists; empty if it has no list. */
  Optional<Set<String>> roles() {
    return section.has("roles")
        ? Optional.of(new TreeSet<>(section.texts("roles")))
        : Optional.empty();
  }

  private void read(RuleSection rule, Optional<Set<String>> roles) {
    Optional<Rule> said = rule.read();
    roles.ifPresent(rule.scope()::requireRoles);
    if (said.isEmpty()) {
      return;
    }
    if (!section.has("mask_key")) {
      rule.refuseHashes(said.get());
    }
    read.forEach(
        earlier -> rule.refuseContradiction(said.get(), earlier.rule, earlier.section.place()));
    read.add(new Read(rule, said.get()));
  }

  private DeclaredPolicy built(Policy.Builder policy) {
    Map<String, Place> places = new LinkedHashMap<>();
    for (Read one : read) {
      policy.roles(one.rule.roles().toArray(String[]::new)).rule(one.rule);
      places.put(one.rule.name(), one.section.place());
    }
    return new DeclaredPolicy(policy.build(), places);
  }

  /**
   * Notes what rules do to columns that are not there, or not so.
   *
   * @param services the names of all services
   * @param schemas the columns of each, empty where that is not known beforehand
   */
  void check(Collection<String> services, Function<String, Optional<Schema>> schemas) {
    for (String service : services) {
      List<Read> hiding = read.stream().filter(one -> one.hidesOf(service)).toList();
      if (!hiding.isEmpty()) {
        schemas
            .apply(service)
            .ifPresent(
                schema -> hiding.forEach(one -> one.section.check(one.rule, service, schema)));
      }
    }
  }
}
