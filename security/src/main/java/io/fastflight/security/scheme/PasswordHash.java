package io.fastflight.security.scheme;

import io.fastflight.service.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What a server keeps of a password: PBKDF2 with HMAC-SHA-256 over a salt of its own, as often as
 * OWASP advises.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html">
 *     Password storage</a>
 */
final class PasswordHash {
  static final int ITERATIONS = 600_000;
  private static final int MIN_ITERATIONS = 10_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final Pattern FORM =
      Pattern.compile("pbkdf2-sha256\\$(\\d{1,9})\\$([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+)");

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  static PasswordHash of(Secret password, int iterations) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new PasswordHash(iterations, salt, derive(password, salt, iterations));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is something else, or weak
   */
  static PasswordHash parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "A password must be kept as pbkdf2-sha256$iterations$salt$hash. Write it by 'fastflight users set'.");
    }
    int iterations = Integer.parseInt(form.group(1));
    if (iterations < MIN_ITERATIONS) {
      throw new IllegalArgumentException(
          "A password must be hashed %s times or more, was %s."
              .formatted(MIN_ITERATIONS, iterations));
    }
    return new PasswordHash(
        iterations,
        Base64.getDecoder().decode(form.group(2)),
        Base64.getDecoder().decode(form.group(3)));
  }

  boolean is(Secret password) {
    return MessageDigest.isEqual(hash, derive(password, salt, iterations));
  }

  private static byte[] derive(Secret password, byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(password.reveal().toCharArray(), salt, iterations, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JVM has PBKDF2 with SHA-256.", impossible);
    } finally {
      spec.clearPassword();
    }
  }

  @Override
  public String toString() {
    Base64.Encoder base64 = Base64.getEncoder();
    return "pbkdf2-sha256$%s$%s$%s"
        .formatted(
            Integer.toString(iterations), base64.encodeToString(salt), base64.encodeToString(hash));
  }
}
