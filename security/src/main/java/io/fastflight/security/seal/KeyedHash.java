package io.fastflight.security.seal;

import static java.util.Objects.requireNonNull;

import io.fastflight.security.seal.SealKeys.SealKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;

/**
 * Hashes texts so that equal ones can be told without showing them: HMAC with SHA-256, of which the
 * first 128 bits are kept. Without the key nobody finds a text by trying all there are, however
 * few.
 *
 * <p><b>Threads:</b> any.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104, HMAC</a>
 */
public final class KeyedHash {
  private static final int KEPT_BYTES = 16;

  private final SealKey key;
  private final byte[] purpose;
  private final String name;

  private KeyedHash(SealKey key, String purpose) {
    this.key = key;
    this.purpose = (purpose + '\0').getBytes(StandardCharsets.UTF_8);
    this.name = new String(key.id(), StandardCharsets.US_ASCII).replace("\0", "");
  }

  /** Hashes by the first of {@code keys}; for another purpose a text has another hash. */
  public static KeyedHash of(SealKeys keys, String purpose) {
    return new KeyedHash(keys.first(), requireNonNull(purpose, "purpose"));
  }

  /** Returns the key's name, a colon, and 32 hexadecimal digits. */
  public String of(byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key.key());
      mac.update(purpose);
      return name + ':' + HexFormat.of().formatHex(mac.doFinal(text), 0, KEPT_BYTES);
    } catch (GeneralSecurityException impossible) { // every Java has it
      throw new IllegalStateException("HMAC with SHA-256 is not there.", impossible);
    }
  }
}
