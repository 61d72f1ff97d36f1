package io.fastflight.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.params.Secret;
import io.fastflight.policy.column.Guard;
import io.fastflight.policy.column.Mask;
import io.fastflight.service.Identity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final Identity ANALYST =
      new Identity("ada", Set.of("analyst"), Map.of("team", List.of("red", "blue")));
  private static final Identity BOTH = new Identity("bob", Set.of("analyst", "support"), Map.of());

  private static Policy.Builder builder() {
    return Policy.builder().roles("analyst", "support");
  }

  @Test
  void withoutARuleNobodyMayUseAnything() {
    assertThat(Policy.builder().build().allows(ANALYST, "sales.orders")).isFalse();
    assertThat(Policy.open().allows(Identity.ANONYMOUS, "sales.orders")).isTrue();
  }

  @Test
  void aRuleSpeaksOfThoseItNames() {
    assertThat(allows(Rule.of("r").roles("analyst"), ANALYST)).isTrue();
    assertThat(allows(Rule.of("r").roles("support"), ANALYST)).isFalse();
    assertThat(allows(Rule.of("r").identities("ada"), ANALYST)).isTrue();
    assertThat(allows(Rule.of("r").identities("bob"), ANALYST)).isFalse();
    assertThat(allows(Rule.of("r").roles("support").identities("ada"), ANALYST)).isTrue();
    assertThat(allows(Rule.of("r").claim("team", "blue"), ANALYST)).isTrue();
    assertThat(allows(Rule.of("r").claim("team", "green"), ANALYST)).isFalse();
    assertThat(allows(Rule.of("r").claim("tea", "blue"), ANALYST)).isFalse();
    assertThat(allows(Rule.of("r").roles("analyst").claim("team", "green"), ANALYST)).isFalse();
    assertThat(allows(Rule.of("r").everyone(), Identity.ANONYMOUS)).isTrue();
    assertThat(allows(Rule.of("r").roles("analyst"), Identity.ANONYMOUS)).isFalse();
  }

  private static boolean allows(Rule.Builder rule, Identity caller) {
    return builder().rule(rule.services("sales.*").build()).build().allows(caller, "sales.orders");
  }

  @Test
  void starsStandForAnythingAndNothingElseDoes() {
    assertThat(covers("*", "a.b")).isTrue();
    assertThat(covers("sales.*", "sales.")).isTrue();
    assertThat(covers("sales.*", "salesX")).isFalse();
    assertThat(covers("*.orders", "eu.sales.orders")).isTrue();
    assertThat(covers("sales.orders", "sales.orders2")).isFalse();
    assertThat(covers("s?les", "sales")).isFalse();
    assertThat(covers("\\E.*", "x")).isFalse();
  }

  private static boolean covers(String pattern, String service) {
    return Rule.of("r").everyone().services(pattern).build().covers(service);
  }

  @Test
  void oneThatDeniesWins() {
    Policy policy =
        builder()
            .rule(Rule.of("all").roles("analyst").services("sales.*").build())
            .rule(Rule.of("but").roles("analyst").services("sales.secret").deny().build())
            .build();
    assertThat(policy.allows(ANALYST, "sales.orders")).isTrue();
    assertThat(policy.allows(ANALYST, "sales.secret")).isFalse();
  }

  @Test
  void rulesActTogetherAndEachTakesAway() {
    Policy policy =
        builder()
            .maskKey(Secret.of("a key of 16 chars"))
            .rule(
                Rule.of("analysts")
                    .roles("analyst")
                    .services("*")
                    .filter("region = 'EU'")
                    .mask("email", new Mask.Hash())
                    .build())
            .rule(
                Rule.of("supporters")
                    .roles("support")
                    .services("*")
                    .filter("open = true")
                    .mask("email", new Mask.Last(4))
                    .mask("card", new Mask.Drop())
                    .build())
            .build();
    Guard one = policy.guard(ANALYST, "x");
    Guard both = policy.guard(BOTH, "x");
    assertThat(one.filters()).hasSize(1);
    assertThat(both.filters()).hasSize(2);
    assertThat(both.masks()).isEqualTo(Map.of("email", new Mask.Hash(), "card", new Mask.Drop()));
    assertThat(Mask.stricter(new Mask.Last(2), new Mask.Last(3))).isEqualTo(new Mask.Null());
  }

  @Test
  void aRuleThatCannotActIsRefused() {
    refused(Rule.of("r").services("*"), "The rule 'r' names no callers");
    refused(Rule.of("r").everyone(), "The rule 'r' names no services");
    refused(Rule.of("r").everyone().services("*").deny().filter("a = 1"), "neither a filter nor");
    assertThatThrownBy(() -> Rule.of("r").filter("a ="))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void refused(Rule.Builder rule, String message) {
    assertThatThrownBy(rule::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aRoleThereIsNotIsRefusedWithTheClosest() {
    Rule rule = Rule.of("r").roles("analist").services("*").build();
    assertThatThrownBy(() -> builder().rule(rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The rule 'r' names the role 'analist', which there is not. Closest: analyst.");
  }

  @Test
  void aHashWithoutAKeyAndAWeakKeyAreRefused() {
    Rule rule = Rule.of("r").everyone().services("*").mask("x", new Mask.Hash()).build();
    assertThatThrownBy(() -> builder().rule(rule)).hasMessageContaining("there is no key");
    assertThatThrownBy(() -> builder().maskKey(Secret.of("short")))
        .hasMessageContaining("16 characters")
        .hasMessageNotContaining("short");
  }

  @Test
  void rulesThatContradictEachOtherAreRefused() {
    Rule allow = Rule.of("one").roles("analyst").services("a", "sales.*").build();
    Rule deny = Rule.of("two").roles("analyst", "support").services("sales.*").deny().build();
    assertThatThrownBy(() -> builder().rule(allow).rule(deny))
        .hasMessageContaining("'one' and 'two' contradict each other")
        .hasMessageContaining("allows 'sales.*' and one denies it");
    Rule mask = masking("one", "analyst", "sales.*", new Mask.Last(2));
    assertThatThrownBy(
            () -> builder().rule(mask).rule(masking("two", "analyst", "sales.x", new Mask.Last(3))))
        .hasMessageContaining("mask column 'email' in two ways");
    builder().rule(mask).rule(masking("two", "analyst", "sales.x", new Mask.Last(2)));
    builder().rule(mask).rule(masking("two", "support", "sales.x", new Mask.Last(3)));
    builder().rule(mask).rule(masking("two", "analyst", "other.x", new Mask.Last(3)));
    assertThatThrownBy(
            () -> builder().rule(allow).rule(Rule.of("one").everyone().services("*").build()))
        .hasMessageContaining("There are two rules 'one'");
  }

  @ParameterizedTest
  @CsvSource({
    "a*,      *b,       true",
    "sales.*, *.orders, true",
    "a*b,     b*a,      false",
    "a*,      b*,       false",
    "*a*,     *b*,      true",
    "a.*.c,   a.b.*,    true",
    "ab,      ab,       true",
    "ab,      a,        false",
    "a,       a*,       true",
    "*,       **,       true"
  })
  void patternsOverlapWhereOneNameMatchesBoth(String one, String other, boolean overlap) {
    assertThat(new ServicePattern(one).overlaps(new ServicePattern(other))).isEqualTo(overlap);
    assertThat(new ServicePattern(other).overlaps(new ServicePattern(one))).isEqualTo(overlap);
    Rule first = masking("one", "analyst", one, new Mask.Last(2));
    assertThat(first.contradiction(masking("two", "analyst", other, new Mask.Last(3))))
        .isEqualTo(
            overlap
                ? Optional.of("for the same callers they mask column 'email' in two ways")
                : Optional.empty());
  }

  @Test
  void namesAndPatternsThatMatchNothingAreFound() {
    Rule rule = Rule.of("r").everyone().services("a", "b", "a*", "c*", "*").build();
    assertThat(rule.unmatched(Set.of("a", "x"))).containsExactly("b", "c*");
    assertThat(builder().rule(rule).build().unknownServices(Set.of("a")))
        .containsExactly("b", "c*");
  }

  private static Rule masking(String name, String role, String service, Mask mask) {
    return Rule.of(name).roles(role).services(service).mask("email", mask).build();
  }
}
