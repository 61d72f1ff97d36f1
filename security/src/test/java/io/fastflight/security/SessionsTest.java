package io.fastflight.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who signed in at a page, for how long, and what ends it. */
class SessionsTest {
  private static final Identity OLGA = new Identity("olga", Set.of("reader"), Map.of());
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  private Sessions elsewhere() {
    return new Sessions(Optional.empty(), HOUR, clock);
  }

  private static Optional<Identity> shown(Sessions sessions, Secret id) {
    return sessions.authenticate(new Credential.Session(id));
  }

  @Test
  void whoSignedInIsKnownUntilTheSessionEnds() {
    Sessions sessions = elsewhere();
    Secret id = sessions.begin(OLGA).id();
    now = now.plus(HOUR).minusMillis(1);
    assertThat(shown(sessions, id)).contains(OLGA);
    now = now.plusMillis(1);
    assertThat(sessions.has(id)).isFalse();
    assertThatThrownBy(() -> shown(sessions, id))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessage("The session has ended. Sign in again.");
  }

  @Test
  void whoSignsOutIsNotKnownAnyMore() {
    Sessions sessions = elsewhere();
    Secret id = sessions.begin(OLGA).id();
    Secret other = sessions.begin(OLGA).id();
    assertThat(sessions.end(id)).contains(OLGA);
    assertThat(sessions.end(id)).isEmpty();
    assertThatThrownBy(() -> shown(sessions, id)).isInstanceOf(UnauthenticatedException.class);
    assertThat(shown(sessions, other)).contains(OLGA);
  }

  @Test
  void aSessionEndsWithTheKeyItBeganWith() throws Exception {
    Path file = folder.resolve("keys");
    ApiKeyFile keys = new ApiKeyFile(file);
    Secret key = keys.create("kim", Set.of("reader"), Optional.empty());
    Sessions sessions = new Sessions(Optional.of(Authentication.by(ApiKeys.of(file))), HOUR, clock);
    Sessions.Begun begun = sessions.begin(new Credential.Token(key));
    assertThat(begun.identity().name()).isEqualTo("kim");
    assertThat(shown(sessions, begun.id())).contains(begun.identity());
    Files.writeString(file, "");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> shown(sessions, begun.id()))
                    .isInstanceOf(UnauthenticatedException.class)
                    .hasMessage("The session has ended. Sign in again."));
    assertThat(sessions.has(begun.id())).isFalse();
  }

  @Test
  void aWrongCredentialBeginsNone() throws Exception {
    Path file = folder.resolve("keys");
    new ApiKeyFile(file).create("kim", Set.of(), Optional.empty());
    Sessions sessions = new Sessions(Optional.of(Authentication.by(ApiKeys.of(file))), HOUR, clock);
    Credential wrong = new Credential.Token(Secret.of("ffk_nobody_nothing"));
    assertThatThrownBy(() -> sessions.begin(wrong)).isInstanceOf(UnauthenticatedException.class);
    assertThat(sessions.takes("Bearer")).isTrue();
    assertThat(sessions.takes("Basic")).isFalse();
    assertThatThrownBy(() -> elsewhere().begin(wrong))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessage("This server takes no such credential.");
  }

  @Test
  void anIdIsNoTokenAndATokenIsNoId() {
    Sessions sessions = elsewhere();
    Secret id = sessions.begin(OLGA).id();
    assertThat(sessions.authenticate(new Credential.Token(id))).isEmpty();
    assertThat(id.reveal()).hasSize(43).matches("[A-Za-z0-9_-]+");
    assertThat(new Credential.Session(id)).hasToString("Session[id=***]");
  }

  @Test
  void whoSignsInAgainAndAgainEndsTheirOwnOldest() {
    Sessions sessions = elsewhere();
    Secret others = sessions.begin(new Identity("ada", Set.of(), Map.of())).id();
    Secret first = sessions.begin(OLGA).id();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Secret id = sessions.begin(OLGA).id();
      assertThat(ids.add(id.reveal())).isTrue();
      assertThat(sessions.has(first)).isEqualTo(i < 49);
    }
    assertThat(sessions.has(others)).isTrue();
    assertThat(ids).allMatch(id -> sessions.has(Secret.of(id)));
  }

  @Test
  void thereIsAnEndToHowManyThereAre() {
    Sessions sessions = elsewhere();
    for (int i = 0; i < 10_000; i++) {
      sessions.begin(new Identity("user" + i, Set.of(), Map.of()));
    }
    assertThatThrownBy(() -> sessions.begin(OLGA))
        .isInstanceOf(ResourceExhaustedException.class)
        .hasMessage("Too many are signed in: 10000 sessions. Try again later.");
    now = now.plus(HOUR);
    assertThat(sessions.begin(OLGA).identity()).isEqualTo(OLGA);
  }

  @Test
  void aLifetimeIsASecondToADay() {
    for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofDays(1).plusMillis(1)}) {
      assertThatThrownBy(() -> new Sessions(Optional.empty(), wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The lifetime of a session must be 1 second to a day, was " + wrong + ".");
    }
  }
}
