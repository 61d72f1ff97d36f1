package io.fastflight.security.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
  @TempDir Path folder;
  private Path file;
  private UserFile users;

  @BeforeEach
  void addAUser() {
    file = folder.resolve("users");
    users = new UserFile(file, 10_000);
    users.set("ada", Secret.of("canary-horse"), Set.of("reader"));
  }

  private static Credential shown(String user, String password) {
    return new Credential.Password(user, Secret.of(password));
  }

  @Test
  void theRightPasswordNamesTheUser() {
    Passwords passwords = Passwords.of(file);
    assertThat(passwords.authenticate(shown("ada", "canary-horse")))
        .contains(new Identity("ada", Set.of("reader"), Map.of()));
  }

  @Test
  void aWrongPasswordAndAnUnknownUserAreToldAlike() {
    Passwords passwords = Passwords.of(file);
    for (Credential wrong : new Credential[] {shown("ada", "wrong"), shown("eve", "wrong")}) {
      assertThatThrownBy(() -> passwords.authenticate(wrong))
          .isInstanceOf(UnauthenticatedException.class)
          .hasMessage("The name or the password is wrong.");
    }
  }

  @Test
  void onlyARightPasswordIsRememberedAndThenAnswersAtOnce() {
    Passwords passwords = Passwords.of(file);
    Credential right = shown("ada", "canary-horse");
    assertThat(passwords.mayBlock(right)).isTrue();
    passwords.authenticate(right);
    assertThat(passwords.mayBlock(right)).isFalse();
    assertThat(passwords.mayBlock(shown("ada", "wrong"))).isTrue();
  }

  @Test
  void aNewPasswordEndsTheOldOneThoughItWasRemembered() {
    Passwords passwords = Passwords.of(file);
    Credential old = shown("ada", "canary-horse");
    passwords.authenticate(old);
    users.set("ada", Secret.of("battery staple"), Set.of());
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> passwords.authenticate(old))
                    .isInstanceOf(UnauthenticatedException.class));
    assertThat(passwords.authenticate(shown("ada", "battery staple"))).isPresent();
  }

  @Test
  void onlyAHashIsKeptAndUsersAreListedAndRemoved() throws Exception {
    assertThat(Files.readString(file))
        .contains("ada pbkdf2-sha256$10000$")
        .doesNotContain("canary");
    assertThat(users.names()).containsExactly("ada");
    users.remove("ada");
    assertThat(users.names()).isEmpty();
    assertThatThrownBy(() -> users.remove("ada"))
        .hasMessage("There is no user 'ada' in '%s'.", file);
  }

  @Test
  void aShortPasswordIsRefusedWithoutQuotingIt() {
    assertThatThrownBy(() -> users.set("eve", Secret.of("hush"), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A password must have 8 to 1024 characters, had 4.");
  }

  @Test
  void aWeakHashIsRefused() throws Exception {
    Files.writeString(file, "ada pbkdf2-sha256$100$AAAA$AAAA -\n");
    assertThatThrownBy(() -> Passwords.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ", line 1: A password must be hashed 10000 times or more");
  }
}
