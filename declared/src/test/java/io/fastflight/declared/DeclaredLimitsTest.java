package io.fastflight.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.policy.CallLimit;
import io.fastflight.policy.CallLimit.Per;
import io.fastflight.policy.CallLimits;
import io.fastflight.testkit.sample.SampleServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of a file: what they say, and every way to get them wrong. */
class DeclaredLimitsTest {
  private static final String GOOD =
      """
      limits:
        max_wait: 500ms
        max_waiting: 0
        rules:
          readers:
            roles: [reader]
            identities: [ada]
            claims: {team: red}
            services: [test.*]
            max_streams: 4
            requests_per_second: 0.5
            max_rows: 10000000
            max_bytes: 1GiB
            max_time: 5m
            max_memory: 64MiB
            max_total_memory: 256MiB
          all: {everyone: true, services: ["*"], per: service, requests_per_second: 20}
      """;

  private static final String FAULTY =
      """
      limits:
        rulez: 1
        max_wait: 2m
        max_waiting: -1
        rules:
          one: {everyone: true, services: [test.rows]}
          two: {everyone: true, services: [test.rows], max_streams: 0, requests_per_second: -1, max_rows: -5}
          three: {everyone: true, services: [test.rows], max_bytes: 0, max_time: 0s, max_memory: much, per: door}
          four: {everyone: true, services: [test.rows], requests_per_second: 1000001, max_row: 1}
          five: {everyone: true, services: [test.row, "tset.*"], max_rows: 1}
          six: {services: [test.rows], max_rows: 1}
          seven: {roles: [], everyone: true, max_rows: 1}
          eight: {everyone: true, services: [test.rows], max_rows: 1, deny: true, filter: "a = 1"}
          nine: 9
          ten: {roles: [raeder], services: [test.rows], max_rows: 0}
          eleven: {everyone: true, services: [test.rows], per: service}
          twelve: {everyone: true, services: [test.rows], requests_per_second: "7", max_streams: 1.5}
          thirteen: {everyone: true, services: [test.rows], max_total_memory: 0B}
      """;

  @TempDir private Path folder;

  private CallLimits read(String text, KnownCallers callers)
      throws IOException, FaultyFileException {
    Path file = Files.writeString(folder.resolve("fastflight.yaml"), text);
    Surroundings others = new Surroundings(Map.of(), SampleServices.registry(), callers);
    try (DeclaredServices declared = DeclaredServices.open(file, others)) {
      return declared.limits();
    }
  }

  private List<String> faults(String text, KnownCallers callers) {
    FaultyFileException faulty =
        catchThrowableOfType(FaultyFileException.class, () -> read(text, callers));
    return faulty.faults().stream().map(Fault::toString).toList();
  }

  @Test
  void whatTheFileSaysIsTheLimits() throws Exception {
    CallLimits limits = read(GOOD, KnownCallers.UNASKED);
    assertThat(limits.maxWait()).isEqualTo(Duration.ofMillis(500));
    assertThat(limits.maxWaiting()).isZero();
    assertThat(limits.limits()).extracting(CallLimit::name).containsExactly("readers", "all");
    CallLimit readers = limits.limits().get(0);
    assertThat(readers.scope().roles()).containsExactly("reader");
    assertThat(readers.scope().identities()).containsExactly("ada");
    assertThat(readers.scope().claims()).isEqualTo(Map.of("team", "red"));
    assertThat(readers.scope().services()).containsExactly("test.*");
    assertThat(readers.per()).isEqualTo(Per.CALLER);
    assertThat(readers.maxStreams()).hasValue(4);
    assertThat(readers.requestsPerSecond()).hasValue(0.5);
    assertThat(readers.stream().maxRows()).hasValue(10_000_000);
    assertThat(readers.stream().maxBytes()).hasValue(1L << 30);
    assertThat(readers.stream().maxTime()).hasValue(Duration.ofMinutes(5));
    assertThat(readers.maxMemory()).hasValue(64L << 20);
    assertThat(readers.maxTotalMemory()).hasValue(256L << 20);
    CallLimit all = limits.limits().get(1);
    assertThat(all.scope().isForEveryone()).isTrue();
    assertThat(all.per()).isEqualTo(Per.SERVICE);
    assertThat(all.requestsPerSecond()).hasValue(20);
    assertThat(all.maxStreams()).isEmpty();
  }

  @Test
  void withoutWordsOfWaitingTheDefaultsCount() throws Exception {
    CallLimits limits =
        read(
            "limits: {rules: {a: {everyone: true, services: ['*'], max_rows: 1}}}",
            KnownCallers.UNASKED);
    assertThat(limits.maxWait()).isEqualTo(Duration.ofSeconds(2));
    assertThat(limits.maxWaiting()).isEqualTo(8);
  }

  @Test
  void allFaultsAreToldWithTheirPlaces() {
    KnownCallers readers = new KnownCallers(false, Optional.of(Set.of("reader")));
    assertThat(faults(FAULTY, readers))
        .containsExactly(
            "2:3: 'rulez' is no key of limits; closest: rules",
            "3:13: max_wait must be a duration of 1 ms or more, in whole ms, s, m or h, such as 30s, at most 1m, was \"2m\"",
            "4:16: max_waiting must be an integer from 0 to 2147483647, was -1",
            "6:5: The limit 'one' bounds nothing. Give it streams, requests, rows, bytes, time or memory.",
            "7:63: max_streams must be an integer from 1 to 2147483647, was 0",
            "7:87: requests_per_second must be a number over 0, at most 1000000, was -1",
            "7:101: max_rows must be an integer from 1 to 9223372036854775807, was -5",
            "8:63: max_bytes must be a size of 1 byte or more, in whole B, KiB, MiB, GiB or TiB (or KB, MB, GB, TB, by thousands), was 0",
            "8:76: max_time must be a duration of 1 ms or more, in whole ms, s, m or h, such as 30s, was \"0s\"",
            "8:92: max_memory must be a size of 1 byte or more, in whole B, KiB, MiB, GiB or TiB (or KB, MB, GB, TB, by thousands), was \"much\"",
            "8:103: per must be caller or service, was \"door\"",
            "9:72: requests_per_second must be a number over 0, at most 1000000, was 1000001",
            "9:81: 'max_row' is no key of a limit; closest: max_rows, max_time, max_memory",
            "10:39: no service is called 'test.row'; closest: test.rows, test.slow, test.async",
            "10:49: no service is called 'tset.*'; there are test.async, test.dictionary, test.empty, test.fail_at_batch, test.fail_open, test.later, test.resumable, test.rows, test.slow, test.wrong_schema",
            "11:5: The rule 'six' names no callers. Give it roles, identities, claims or everyone.",
            "12:20: roles is an empty list; name some, or leave the key out",
            "13:65: 'deny' is no key of a limit; there are roles, identities, everyone, claims, services, per, max_streams, requests_per_second, max_memory, max_total_memory, max_rows, max_bytes, max_time",
            "13:77: 'filter' is no key of a limit; there are roles, identities, everyone, claims, services, per, max_streams, requests_per_second, max_memory, max_total_memory, max_rows, max_bytes, max_time",
            "14:11: limit nine must be keys with values, was 9",
            "15:19: there is no role 'raeder' in the files of keys and users or among roles of the policy; closest: reader",
            "15:61: max_rows must be an integer from 1 to 9223372036854775807, was 0",
            "16:5: The limit 'eleven' bounds nothing. Give it streams, requests, rows, bytes, time or memory.",
            "17:74: requests_per_second must be a number over 0, at most 1000000, was \"7\"",
            "17:92: max_streams must be an integer from 1 to 2147483647, was 1.5",
            "18:73: max_total_memory must be a size of 1 byte or more, in whole B, KiB, MiB, GiB or TiB (or KB, MB, GB, TB, by thousands), was \"0B\"");
  }

  @Test
  void limitsOfNothingAreRefused() {
    assertThat(faults("limits: {}\n", KnownCallers.UNASKED))
        .containsExactly("1:9: rules is missing; without a rule nothing is limited");
    assertThat(faults("limits: {rules: {}}\n", KnownCallers.UNASKED))
        .containsExactly("1:17: rules is missing; without a rule nothing is limited");
    assertThat(faults("limits: 5\n", KnownCallers.UNASKED))
        .contains("1:9: limits must be keys with values, was 5");
  }

  @Test
  void aRoleMayBeListedInThePolicy() throws Exception {
    String policy = "policy: {roles: [reader], rules: {r: {everyone: true, services: ['*']}}}\n";
    String limits = "limits: {rules: {a: {roles: [%s], services: ['*'], max_rows: 1}}}\n";
    assertThat(read(policy + limits.formatted("reader"), KnownCallers.UNASKED).limits()).hasSize(1);
    assertThat(faults(policy + limits.formatted("raeder"), KnownCallers.WITH_ANY_ROLES))
        .containsExactly(
            "2:30: there is no role 'raeder' in the files of keys and users or among roles of the policy; closest: reader");
    assertThat(read(limits.formatted("raeder"), KnownCallers.UNASKED).limits()).hasSize(1);
  }
}
