package io.fastflight.security.scheme;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.Authenticator;
import io.fastflight.security.Credential;
import io.fastflight.service.Identity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by the API keys of a file, which {@link ApiKeyFile} writes; a change of the file
 * holds within a second.
 */
public final class ApiKeys implements Authenticator {
  private final ChangingFile<Map<String, ApiKey>> keys;
  private final Clock clock;

  private ApiKeys(Path file, Clock clock) {
    this.keys = new ChangingFile<>(file, ApiKeys::read);
    this.clock = clock;
  }

  /**
   * Reads a file.
   *
   * @throws java.io.UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException that names the line that is wrong
   */
  public static ApiKeys of(Path file) {
    return at(Clock.systemUTC(), file);
  }

  static ApiKeys at(Clock clock, Path file) {
    return new ApiKeys(file, clock);
  }

  private static Map<String, ApiKey> read(Path file) {
    Map<String, ApiKey> keys = new HashMap<>();
    for (KeptLines.Line line : KeptLines.read(file)) {
      ApiKey key = ApiKey.parse(file, line);
      if (keys.put(key.id(), key) != null) {
        throw new IllegalArgumentException(
            "%s, line %s: the id '%s' is there twice.".formatted(file, line.number(), key.id()));
      }
    }
    return Map.copyOf(keys);
  }

  @Override
  public Optional<Identity> authenticate(Credential credential) {
    if (!(credential instanceof Credential.Token token)
        || !token.text().reveal().startsWith(ApiKey.PREFIX)) {
      return Optional.empty();
    }
    String text = token.text().reveal();
    int end = text.indexOf('_', ApiKey.PREFIX.length());
    @Nullable ApiKey key =
        end < 0 ? null : keys.content().get(text.substring(ApiKey.PREFIX.length(), end));
    if (key == null || !key.is(text)) {
      throw new UnauthenticatedException(
          "The API key is not valid. Check it, or ask for a new one.");
    }
    if (key.hasExpired(clock.instant())) {
      throw new UnauthenticatedException(
          "The API key '%s' has expired. Ask for a new one.".formatted(key.id()));
    }
    return Optional.of(key.identity());
  }

  @Override
  public Optional<String> challenge() {
    return Optional.of("Bearer realm=\"fastflight\"");
  }
}
