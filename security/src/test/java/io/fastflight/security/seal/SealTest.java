package io.fastflight.security.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] TEXT = "{\"param_type\":\"a\"}".getBytes(StandardCharsets.UTF_8);
  private static final String OLD = "old " + "A".repeat(43) + "=";
  private static final String NEW = "new " + "B".repeat(42) + "A=";

  @TempDir Path folder;

  private static Clock at(Instant time) {
    return Clock.fixed(time, ZoneOffset.UTC);
  }

  private SealKeys keys(String... lines) throws Exception {
    return SealKeys.read(Files.write(folder.resolve("keys"), List.of(lines)));
  }

  @Test
  void whatWasSealedOpensWithWhomItIsForAndUntilWhen() throws Exception {
    Seal seal = Seal.at(at(NOW), keys(OLD), "ticket");
    byte[] sealed = seal.seal("ada", TEXT, Duration.ofSeconds(60));
    assertThat(Seal.isSealed(sealed)).isTrue();
    assertThat(Seal.isSealed(TEXT)).isFalse();
    var opened = seal.open(sealed).orElseThrow();
    assertThat(opened.subject()).isEqualTo("ada");
    assertThat(opened.content()).isEqualTo(TEXT);
    assertThat(opened.issued()).isEqualTo(NOW);
    assertThat(opened.expires()).isEqualTo(NOW.plusSeconds(60));
    assertThat(seal.hasExpired(opened)).isFalse();
    assertThat(Seal.at(at(NOW.plusSeconds(60)), keys(OLD), "ticket").hasExpired(opened)).isTrue();
  }

  @Test
  void nothingOpensWithAnyBitFlipped() throws Exception {
    Seal seal = Seal.of(keys(OLD, NEW), "ticket");
    byte[] sealed = seal.seal("ada", TEXT, Duration.ofSeconds(60));
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(seal.open(flipped)).as("bit %s", bit).isEmpty();
    }
  }

  @Test
  void nothingOpensThatWasCutOrGrew() throws Exception {
    Seal seal = Seal.of(keys(OLD), "ticket");
    byte[] sealed = seal.seal("ada", TEXT, Duration.ofSeconds(60));
    for (int length = 0; length < sealed.length; length++) {
      assertThat(seal.open(Arrays.copyOf(sealed, length))).as("length %s", length).isEmpty();
    }
    assertThat(seal.open(Arrays.copyOf(sealed, sealed.length + 1))).isEmpty();
  }

  @Test
  void aSealForAnotherPurposeOrOfAnotherProcessDoesNotOpen() {
    SealKeys keys = SealKeys.ofThisProcess();
    byte[] sealed = Seal.of(keys, "ticket").seal("ada", TEXT, Duration.ofSeconds(60));
    assertThat(Seal.of(keys, "session").open(sealed)).isEmpty();
    assertThat(Seal.of(SealKeys.ofThisProcess(), "ticket").open(sealed)).isEmpty();
  }

  @Test
  void aKeyIsExchangedWithoutRefusingAnything() throws Exception {
    byte[] before = Seal.of(keys(OLD), "ticket").seal("ada", TEXT, Duration.ofSeconds(60));
    Seal both = Seal.of(keys(NEW, OLD), "ticket");
    assertThat(both.open(before)).isPresent();
    byte[] after = both.seal("ada", TEXT, Duration.ofSeconds(60));
    Seal later = Seal.of(keys(NEW), "ticket");
    assertThat(later.open(after)).isPresent();
    assertThat(later.open(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"onlyaname", "a AAAA", "toolongname AAAA", "a !!!", "a b c"})
  void aWrongLineIsNamedButNotQuoted(String line) {
    assertThatThrownBy(() -> keys("# keys", line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s, line 2: a key must be a name of 1 to 8 letters and digits, and 32 bytes in base64.",
            folder.resolve("keys"));
  }

  @Test
  void aFileWithoutKeysOrWithOneTwiceIsRefused() {
    assertThatThrownBy(() -> keys("# none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no key");
    assertThatThrownBy(() -> keys(OLD, OLD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("line 2: the name of the key is there twice.");
  }

  @Test
  void aSessionsTokenNamesItsCaller() {
    Identity ada = new Identity("ada", Set.of("reader"), Map.of("team", "x", "size", 3));
    SessionTokens sessions = new SessionTokens(SealKeys.ofThisProcess(), Duration.ofMinutes(1));
    assertThat(sessions.authenticate(new Credential.Token(sessions.issue(ada)))).contains(ada);
  }

  @Test
  void anotherTokenIsForOthersToKnow() {
    SessionTokens sessions = new SessionTokens(SealKeys.ofThisProcess(), Duration.ofMinutes(1));
    assertThat(sessions.authenticate(new Credential.Token(Secret.of("ffk_abc")))).isEmpty();
    assertThat(sessions.authenticate(new Credential.Password("a", Secret.of("b")))).isEmpty();
  }

  @Test
  void aForgedOrExpiredSessionIsRefused() {
    SealKeys keys = SealKeys.ofThisProcess();
    Identity ada = new Identity("ada", Set.of(), Map.of());
    Duration minute = Duration.ofMinutes(1);
    SessionTokens now = new SessionTokens(Seal.at(at(NOW), keys, "session"), minute);
    SessionTokens later =
        new SessionTokens(Seal.at(at(NOW.plusSeconds(60)), keys, "session"), minute);
    Credential token = new Credential.Token(now.issue(ada));
    assertThatThrownBy(() -> later.authenticate(token))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessage("The session has expired. Sign in again.");
    for (String forged : List.of("ffs_", "ffs_AAAA", "ffs_!!")) {
      assertThatThrownBy(() -> now.authenticate(new Credential.Token(Secret.of(forged))))
          .isInstanceOf(UnauthenticatedException.class)
          .hasMessage("The session's token is not one of this server. Sign in again.");
    }
  }
}
