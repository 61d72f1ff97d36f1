package io.fastflight.security.scheme;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes, lists and revokes the API keys of a file. A server that uses the file sees the change
 * within a second.
 */
public final class ApiKeyFile {
  private static final int SECRET_BYTES = 32;
  private static final String ID_CHARS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ID_LENGTH = 8;

  private final Path file;
  private final SecureRandom random = new SecureRandom();

  /** Names the file; it need not exist yet. */
  public ApiKeyFile(Path file) {
    this.file = requireNonNull(file, "file");
  }

  /**
   * Returns the keys, in their order.
   *
   * @throws java.io.UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException that names the line that is wrong
   */
  public List<ApiKey> list() {
    return KeptLines.readIfThere(file).stream().map(line -> ApiKey.parse(file, line)).toList();
  }

  /** Returns who the owners are when they have signed in, one for each key, in their order. */
  public List<Identity> identities() {
    return list().stream().map(ApiKey::identity).toList();
  }

  /**
   * Makes a key of 256 random bits, and keeps its hash.
   *
   * @return the key: the one time that anyone sees it
   */
  public Secret create(String name, Set<String> roles, Optional<Instant> expires) {
    ApiKey.requireName(name);
    List<ApiKey> keys = new ArrayList<>(list());
    String id = freeId(keys);
    byte[] bits = new byte[SECRET_BYTES];
    random.nextBytes(bits);
    String key =
        ApiKey.PREFIX + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    keys.add(new ApiKey(id, name, ApiKey.hash(key), expires, roles));
    write(keys);
    return Secret.of(key);
  }

  private String freeId(List<ApiKey> keys) {
    while (true) {
      StringBuilder id = new StringBuilder();
      for (int i = 0; i < ID_LENGTH; i++) {
        id.append(ID_CHARS.charAt(random.nextInt(ID_CHARS.length())));
      }
      String text = id.toString();
      if (keys.stream().noneMatch(key -> key.id().equals(text))) {
        return text;
      }
    }
  }

  /**
   * Takes a key out.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  public void revoke(String id) {
    List<ApiKey> keys = new ArrayList<>(list());
    if (!keys.removeIf(key -> key.id().equals(id))) {
      throw new IllegalArgumentException(
          "There is no key '%s' in '%s'. It has %s."
              .formatted(
                  id.length() <= 80 ? id : id.substring(0, 77) + "...",
                  file,
                  keys.isEmpty() ? "none" : keys.stream().map(ApiKey::id).toList()));
    }
    write(keys);
  }

  private void write(List<ApiKey> keys) {
    KeptLines.write(file, keys.stream().map(ApiKey::toLine).toList());
  }
}
