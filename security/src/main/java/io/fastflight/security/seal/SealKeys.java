package io.fastflight.security.seal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Holds the keys that seal: the first seals, all of them open. To exchange a key without refusing
 * anything, put the new one behind the old at every replica, then before it, then take the old one
 * out.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class SealKeys {
  private static final int KEY_BYTES = 32;
  private static final int ID_BYTES = 8;

  private final List<SealKey> keys;

  /** One key, and what tickets call it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record SealKey(byte[] id, SecretKey key) {}

  private SealKeys(List<SealKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Returns a key that this process alone has, and that ends with it. */
  public static SealKeys ofThisProcess() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return new SealKeys(List.of(key("process", key)));
  }

  /**
   * Reads a file of one or more keys: a line each, a name of at most 8 letters and digits, and 32
   * bytes in base64. {@code #} begins a comment.
   *
   * @throws IllegalArgumentException that names the line that is wrong, never what is in it
   * @throws UncheckedIOException if the file cannot be read
   */
  public static SealKeys read(Path file) {
    List<SealKey> keys = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        SealKey key = parse(line.strip().split("\\s+")).orElseThrow(wrong(file, number));
        if (keys.stream().anyMatch(other -> Arrays.equals(other.id, key.id))) {
          throw new IllegalArgumentException(
              "%s, line %s: the name of the key is there twice.".formatted(file, number));
        }
        keys.add(key);
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "The file '%s' has no key. A line is NAME and 32 bytes in base64; 'openssl rand -base64 32' makes them."
              .formatted(file));
    }
    return new SealKeys(keys);
  }

  private static Supplier<IllegalArgumentException> wrong(Path file, int number) {
    return () ->
        new IllegalArgumentException(
            "%s, line %s: a key must be a name of 1 to 8 letters and digits, and 32 bytes in base64."
                .formatted(file, number));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "The file '%s' cannot be read: %s".formatted(file, unreadable), unreadable);
    }
  }

  private static Optional<SealKey> parse(String[] words) {
    if (words.length != 2 || !words[0].matches("[A-Za-z0-9]{1,8}")) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(words[1]);
      return bytes.length == KEY_BYTES ? Optional.of(key(words[0], bytes)) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static SealKey key(String name, byte[] bytes) {
    byte[] id = new byte[ID_BYTES];
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, id, 0, text.length);
    return new SealKey(id, new SecretKeySpec(bytes, "AES"));
  }

  /** Returns the key that seals. */
  SealKey first() {
    return keys.get(0);
  }

  Optional<SealKey> named(byte[] id) {
    return keys.stream().filter(key -> Arrays.equals(key.id, id)).findFirst();
  }

  @Override
  public String toString() {
    return "SealKeys[" + keys.size() + "]";
  }
}
