package io.fastflight.security.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;
  private Path file;
  private ApiKeyFile keys;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("keys");
    keys = new ApiKeyFile(file);
  }

  private static Credential token(Secret key) {
    return new Credential.Token(key);
  }

  private ApiKeys at(Instant time) {
    return ApiKeys.at(Clock.fixed(time, ZoneOffset.UTC), file);
  }

  @Test
  void aKeyNamesItsOwnerAndRoles() {
    Secret key = keys.create("reports", Set.of("reader", "eu"), Optional.empty());
    assertThat(ApiKeys.of(file).authenticate(token(key)))
        .contains(new Identity("reports", Set.of("reader", "eu"), Map.of()));
  }

  @Test
  void aKeyHas256RandomBitsAndOnlyItsHashIsKept() throws Exception {
    Secret key = keys.create("reports", Set.of(), Optional.empty());
    assertThat(key.reveal()).matches("ffk_[a-z0-9]{8}_[A-Za-z0-9_-]{43}");
    String secret = key.reveal().substring(13);
    assertThat(Files.readString(file)).doesNotContain(secret);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyEndsWhenItSaysSo() {
    Secret key = keys.create("reports", Set.of(), Optional.of(NOW));
    assertThat(at(NOW.minusMillis(1)).authenticate(token(key))).isPresent();
    assertThatThrownBy(() -> at(NOW).authenticate(token(key)))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessage("The API key '%s' has expired. Ask for a new one.", keys.list().get(0).id());
  }

  @Test
  void aKeyWithAnyCharacterChangedIsRefused() {
    String key = keys.create("reports", Set.of(), Optional.empty()).reveal();
    ApiKeys known = ApiKeys.of(file);
    for (int i = 4; i < key.length(); i++) {
      char other = key.charAt(i) == 'x' ? 'y' : 'x';
      Secret changed = Secret.of(key.substring(0, i) + other + key.substring(i + 1));
      assertThatThrownBy(() -> known.authenticate(token(changed)))
          .isInstanceOf(UnauthenticatedException.class)
          .hasMessage("The API key is not valid. Check it, or ask for a new one.");
    }
  }

  @Test
  void keysOfOneNameAreExchangedAndARevokedOneEndsSoon() {
    Secret old = keys.create("reports", Set.of(), Optional.empty());
    ApiKeys known = ApiKeys.of(file);
    Secret fresh = keys.create("reports", Set.of(), Optional.empty());
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> known.authenticate(token(fresh)).isPresent());
    assertThat(known.authenticate(token(old))).isPresent();
    keys.revoke(keys.list().get(0).id());
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> known.authenticate(token(old)))
                    .isInstanceOf(UnauthenticatedException.class));
    assertThat(known.authenticate(token(fresh))).isPresent();
  }

  @Test
  void aFileWithAFaultChangesNothing() throws Exception {
    Secret key = keys.create("reports", Set.of(), Optional.empty());
    ApiKeys known = ApiKeys.of(file);
    Files.writeString(file, "nonsense\n");
    ChangingFile<String> watched = new ChangingFile<>(file, path -> "read");
    assertThat(watched.content()).isEqualTo("read");
    assertThat(known.authenticate(token(key))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short line",
        "ID reports 00 never -",
        "abcd1234 reports 00 never -",
        "abcd1234 reports 0000000000000000000000000000000000000000000000000000000000000000 soon -",
        "abcd1234 re;ports 0000000000000000000000000000000000000000000000000000000000000000 never -"
      })
  void aWrongLineIsNamed(String line) throws Exception {
    Files.writeString(file, "# keys\n" + line + "\n");
    assertThatThrownBy(() -> ApiKeys.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ", line 2: ");
  }

  @Test
  void otherCredentialsAreForOthersToKnow() {
    keys.create("reports", Set.of(), Optional.empty());
    ApiKeys known = ApiKeys.of(file);
    assertThat(known.authenticate(token(Secret.of("a.b.c")))).isEmpty();
    assertThat(known.authenticate(new Credential.Password("a", Secret.of("b")))).isEmpty();
  }

  @Test
  void revokingWhatIsNotThereNamesWhatIs() {
    assertThatThrownBy(() -> keys.revoke("abcd1234"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no key 'abcd1234' in '%s'. It has none.", file);
  }
}
