package io.fastflight.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.policy.column.Mask;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.testkit.sample.SampleServices;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy of a file: what it says, and every way to get it wrong. */
class DeclaredPolicyTest {
  private static final String SERVICES =
      """
      sources:
        lake: {kind: duckdb, roots: [data]}
      services:
        sales.orders: {source: lake, path: data/sales.csv}
        sales.paid: {source: lake, path: data/sales.csv}
        hr.pay: {source: lake, statement: SELECT 1 AS amount}
      """; // 6 lines

  private static final String GOOD =
      """
      policy:
        mask_key: ${env:MASK_KEY}
        rules:
          analysts:
            roles: [analyst, trainee]
            identities: [ada]
            claims: {team: red, level: 3, intern: false}
            services: [sales.*]
            filter: region in ${claims.regions}
            masks:
              region: hash
              amount: {constant: 0}
          admins: {roles: [admin], services: ["*"]}
          guests: {everyone: true, services: [sales.orders], masks: {region: {last: 2}, amount: drop}}
          no_pay: {roles: [trainee], services: [hr.pay], deny: true}
      """;

  private static final String FAULTY =
      """
      policy:
        rulez: 1
        mask_key: hunter2
        roles: analyst
        rules:
          one: {roles: [1], service: [a], services: [" "]}
          two: {services: [hr.pay]}
          three: {everyone: true}
          four: {everyone: maybe, services: [hr.pay], claims: {team: [red], x: null}}
          five: {everyone: true, services: [hr.pay], filter: "amount = 1 or (amount <"}
          six: {everyone: true, services: [hr.pay], filter: 5, masks: {a: hush, b: {last: 0}, c: {constant: null}, d: {last: 1, constant: 1}, e: }}
          seven: {everyone: true, services: [hr.pay], deny: true, filter: "amount = 1"}
          eight: 8
          nine: {roles: [], claims: {team: red}, services: [hr.pay]}
      """;

  private static final Map<String, String> KEY = Map.of("MASK_KEY", "a key of 16 characters");
  private static final Surroundings ALONE = Surroundings.of(KEY);

  @TempDir private Path folder;

  @BeforeEach
  void data() throws IOException {
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("data/sales.csv"), "region,amount\nnorth,1\nsouth,2\n");
  }

  private DeclaredServices open(String policy, Surroundings surroundings)
      throws IOException, FaultyFileException {
    Path file = Files.writeString(folder.resolve("fastflight.yaml"), SERVICES + policy);
    return DeclaredServices.open(file, surroundings);
  }

  private List<String> faults(String policy, Surroundings surroundings) {
    FaultyFileException faulty =
        catchThrowableOfType(FaultyFileException.class, () -> open(policy, surroundings).close());
    return faulty.faults().stream().map(Fault::toString).toList();
  }

  private static Surroundings among(KnownCallers callers) {
    return new Surroundings(KEY, ServiceRegistry.builder().build(), callers);
  }

  @Test
  void whatRulesSayIsThePolicy() throws Exception {
    try (DeclaredServices services = open(GOOD, ALONE)) {
      DeclaredPolicy declared = services.policy().orElseThrow();
      List<Rule> rules = declared.policy().rules();
      assertThat(rules)
          .extracting(Rule::name)
          .containsExactly("analysts", "admins", "guests", "no_pay");
      assertThat(declared.places())
          .isEqualTo(
              Map.of(
                  "analysts", new Place(10, 5),
                  "admins", new Place(19, 5),
                  "guests", new Place(20, 5),
                  "no_pay", new Place(21, 5)));
      Rule analysts = rules.get(0);
      assertThat(analysts.roles()).containsExactlyInAnyOrder("analyst", "trainee");
      assertThat(analysts.identities()).containsExactly("ada");
      assertThat(analysts.claims())
          .isEqualTo(Map.of("team", "red", "level", "3", "intern", "false"));
      assertThat(analysts.services()).containsExactly("sales.*");
      assertThat(analysts.filter()).hasToString("Optional[region in ${claims.regions}]");
      assertThat(analysts.masks())
          .isEqualTo(
              Map.of("region", new Mask.Hash(), "amount", new Mask.Constant(BigDecimal.ZERO)));
      assertThat(rules.get(2).isForEveryone()).isTrue();
      assertThat(rules.get(2).masks())
          .isEqualTo(Map.of("region", new Mask.Last(2), "amount", new Mask.Drop()));
      assertThat(rules.get(3).denies()).isTrue();
    }
  }

  @Test
  void everyMaskIsWrittenAndReadInTheSameWords() throws Exception {
    try (DeclaredServices services =
        open(
            """
            policy:
              mask_key: ${env:MASK_KEY}
              rules:
                a: {everyone: true, services: [hr.pay], masks: {amount: null}}
                b: {roles: [b], services: [hr.pay], masks: {amount: "null"}}
                c: {roles: [c], services: [hr.pay], masks: {amount: {constant: 7}}}
                d: {roles: [d], services: [sales.paid], masks: {region: {constant: "7"}}}
                e: {roles: [e], services: [hr.pay], masks: {amount: hash}}
                f: {roles: [f], services: [hr.pay], masks: {amount: drop}}
                g: {roles: [g], services: [sales.paid], masks: {region: {last: 64}}}
            """,
            ALONE)) {
      Policy policy = services.policy().orElseThrow().policy();
      assertThat(policy.rules())
          .flatExtracting(rule -> List.copyOf(rule.masks().values()))
          .extracting(MaskWords::of)
          .containsExactly(
              "null",
              "null",
              Map.of("constant", new BigDecimal(7)),
              Map.of("constant", "7"),
              "hash",
              "drop",
              Map.of("last", 64));
    }
  }

  @Test
  void aFileWithoutAPolicyHasNone() throws Exception {
    try (DeclaredServices services = open("", ALONE)) {
      assertThat(services.policy()).isEmpty();
    }
  }

  @Test
  void allFaultsAreToldWithTheirPlaces() {
    assertThat(faults(FAULTY, ALONE))
        .containsExactly(
            "8:3: 'rulez' is no key of policy; closest: rules, roles",
            "9:13: mask_key must be ${env:NAME} or ${file:PATH}: a secret does not stand in this file",
            "10:10: roles must be a list of texts, was \"analyst\"",
            "12:19: each entry of roles must be a text, in quotes where it looks like something else, was 1",
            "12:23: 'service' is no key of a rule; closest: services",
            "12:48: The name of a service must not be blank.",
            "13:5: The rule 'two' names no callers. Give it roles, identities, claims or everyone.",
            "14:5: The rule 'three' names no services. Name some, or '*'.",
            "15:22: everyone must be true or false, was \"maybe\"",
            "15:64: claim team must be a text, a number, true or false, was a list",
            "15:74: claim x must be a text, a number, true or false, was null",
            "16:56: The filter needs a text in single quotes, a number, true, false or ${...} at character 24, has the end.",
            "17:55: filter must be a text, in quotes where it looks like something else, was 5",
            "17:69: the mask of column 'a' must be drop, null, hash, {constant: VALUE} or {last: 1..64}, was \"hush\"",
            "17:78: the mask of column 'b' must be drop, null, hash, {constant: VALUE} or {last: 1..64}, was keys with values",
            "17:92: the mask of column 'c' must be drop, null, hash, {constant: VALUE} or {last: 1..64}, was keys with values",
            "17:113: the mask of column 'd' must be drop, null, hash, {constant: VALUE} or {last: 1..64}, was keys with values",
            "17:139: the mask of column 'e' must be drop, null, hash, {constant: VALUE} or {last: 1..64}, was null",
            "18:5: The rule 'seven' denies, so it can have neither a filter nor masks.",
            "19:12: rule eight must be keys with values, was 8",
            "20:19: roles is an empty list; name some, or leave the key out");
  }

  @Test
  void rulesOfNothingAreRefused() {
    assertThat(faults("policy: {}\n", ALONE))
        .containsExactly("7:9: rules is missing; without a rule nobody may use anything");
    assertThat(faults("policy: {rules: {}}\n", ALONE))
        .containsExactly("7:17: rules is missing; without a rule nobody may use anything");
  }

  @Test
  void aNameOrPatternThatMatchesNoServiceIsRefused() {
    assertThat(
            faults(
                """
                policy:
                  rules:
                    all: {everyone: true, services: ["*", sales.order, "slaes.*", "x*"]}
                    no: {roles: [x], services: ["hr*pay", HR.pay], deny: true}
                """,
                ALONE))
        .containsExactly(
            "9:43: no service is called 'sales.order'; closest: sales.orders, sales.paid",
            "9:56: no service is called 'slaes.*'; there are hr.pay, sales.orders, sales.paid",
            "9:67: no service is called 'x*'; there are hr.pay, sales.orders, sales.paid",
            "10:43: no service is called 'HR.pay'; closest: hr.pay");
  }

  @Test
  void rulesThatContradictEachOtherAreRefusedWithBothLines() {
    assertThat(
            faults(
                """
                policy:
                  rules:
                    one: {identities: [ada], services: ["sales.*"], masks: {region: drop}}
                    two: {identities: [bob, ada], services: ["*.orders"], masks: {region: {last: 1}}}
                    three: {identities: [ada], services: ["sales.*"], deny: true}
                    four: {identities: [bob], services: ["sales.*"]}
                    five: {identities: [ada], services: ["sales.*"], masks: {amount: drop}}
                """,
                ALONE))
        .containsExactly(
            "10:5: the rules 'one' (line 9) and 'two' (line 10) contradict each other: for the same callers they mask column 'region' in two ways; take one away",
            "11:5: the rules 'one' (line 9) and 'three' (line 11) contradict each other: for the same callers one allows 'sales.*' and one denies it; take one away",
            "13:5: the rules 'three' (line 11) and 'five' (line 13) contradict each other: for the same callers one allows 'sales.*' and one denies it; take one away");
  }

  @Test
  void aRoleThereIsNotIsRefusedWhereTheRolesAreKnown() throws Exception {
    String policy =
        """
        policy:
          rules:
            one: {roles: [analist, admin], services: ["*"]}
        """;
    assertThat(faults(policy, among(KnownCallers.withRoles(Set.of("analyst", "admin")))))
        .containsExactly(
            "9:19: there is no role 'analist' in the files of keys and users or among roles of the policy; closest: analyst");
    open(policy, ALONE).close();
    open(policy, among(KnownCallers.WITH_ANY_ROLES)).close();

    String listed = policy.replace("rules:", "roles: [analist]\n  rules:");
    open(listed, among(KnownCallers.withRoles(Set.of("admin")))).close();
    assertThat(faults(listed, ALONE))
        .containsExactly(
            "10:28: there is no role 'admin' in the files of keys and users or among roles of the policy; there are analist");
  }

  @Test
  void callersWhoSignInNeedAPolicy() {
    assertThat(faults("", among(KnownCallers.WITH_ANY_ROLES)))
        .containsExactly(
            "1:1: policy is missing: callers sign in, and without a rule none of them may use anything; add one, such as policy: {rules: {readers: {roles: [reader], services: ['*']}}}");
  }

  @Test
  void theExampleThatAFaultShowsWorks() throws Exception {
    try (DeclaredServices services =
        open(DeclaredPolicy.EXAMPLE, among(KnownCallers.withRoles(Set.of("reader"))))) {
      Identity reader = new Identity("ada", Set.of("reader"), Map.of());
      Policy policy = services.policy().orElseThrow().policy();
      assertThat(policy.allows(reader, "hr.pay")).isTrue();
      assertThat(policy.allows(Identity.ANONYMOUS, "hr.pay")).isFalse();
    }
  }

  @Test
  void columnsThatAreNotThereAreRefusedByRuleServiceAndColumn() {
    assertThat(
            faults(
                """
                policy:
                  mask_key: ${env:MASK_KEY}
                  rules:
                    one:
                      everyone: true
                      services: ["*"]
                      filter: amount > 0 and regoin = 'north'
                      masks:
                        amount: {last: 2}
                        note: hash
                """,
                ALONE))
        .containsExactly(
            "13:15: rule 'one' does not fit service 'hr.pay': There is no column 'regoin'; there are amount.",
            "13:15: rule 'one' does not fit service 'sales.orders': There is no column 'regoin'; there are region, amount.",
            "13:15: rule 'one' does not fit service 'sales.paid': There is no column 'regoin'; there are region, amount.",
            "15:9: rule 'one' does not fit service 'hr.pay': Column 'amount' of type Int(32, true) has no last characters; only texts do.",
            "15:9: rule 'one' does not fit service 'sales.orders': Column 'amount' of type Int(64, true) has no last characters; only texts do.",
            "15:9: rule 'one' does not fit service 'sales.paid': Column 'amount' of type Int(64, true) has no last characters; only texts do.",
            "16:9: rule 'one' does not fit service 'hr.pay': There is no column 'note' to mask; there are [amount].",
            "16:9: rule 'one' does not fit service 'sales.orders': There is no column 'note' to mask; there are [region, amount].",
            "16:9: rule 'one' does not fit service 'sales.paid': There is no column 'note' to mask; there are [region, amount].");
  }

  @Test
  void servicesInCodeAreKnownToRulesAndTheirColumnsToo() throws Exception {
    Surroundings others = new Surroundings(KEY, SampleServices.registry(), KnownCallers.UNASKED);
    open("policy: {rules: {one: {everyone: true, services: [test.rows], filter: id < 4}}}", others)
        .close();
    assertThat(
            faults(
                "policy: {rules: {one: {everyone: true, services: [test.rows], filter: ids < 4}}}",
                others))
        .containsExactly(
            "7:71: rule 'one' does not fit service 'test.rows': There is no column 'ids'; there are id.");
  }

  @Test
  void aFileMayHaveAPolicyAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("policy.yaml"), DeclaredPolicy.EXAMPLE);
    Surroundings others = new Surroundings(KEY, SampleServices.registry(), KnownCallers.UNASKED);
    try (DeclaredServices services = DeclaredServices.open(file, others)) {
      assertThat(services.services()).isEmpty();
      assertThat(services.policy()).isPresent();
    }
  }

  @Test
  void theKeyOfMasksIsASecretThatMustBeThere() {
    String rules = "  rules: {one: {everyone: true, services: [hr.pay], masks: {amount: hash}}}\n";
    assertThat(faults("policy:\n" + rules, ALONE))
        .containsExactly(
            "8:61: column 'amount' is hashed, and the policy has no mask_key; add mask_key: ${env:NAME}");
    assertThat(faults("policy:\n  mask_key: ${env:NONE}\n" + rules, ALONE))
        .containsExactly("8:13: mask_key: the environment variable 'NONE' is not set");
    assertThat(
            faults(
                "policy:\n  mask_key: ${env:MASK_KEY}\n" + rules,
                Surroundings.of(Map.of("MASK_KEY", "hunter2"))))
        .containsExactly("8:13: The key of masks must have 16 characters or more.");
  }
}
