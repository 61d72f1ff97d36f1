package io.fastflight.security.seal;

import static java.util.Objects.requireNonNull;

import io.fastflight.security.seal.SealKeys.SealKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Wraps bytes so that nobody without the key can read or change them, with whom they are for, since
 * when and how long: AES-256 in Galois/counter mode.
 *
 * <p>Sealed bytes are a mark, the name of the key (8 bytes), a nonce (12), and what is encrypted.
 * The mark, the name and the purpose are authenticated with it, so that a ticket is no session's
 * token.
 *
 * <p><b>Threads:</b> any.
 */
public final class Seal {
  /**
   * No JSON begins like this, so sealed bytes and plain tickets are told apart by the first byte.
   */
  private static final byte[] MARK = {(byte) 0xFF, 'F', 'F', '1'};

  private static final int ID_BYTES = 8;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HEAD_BYTES = 4 + ID_BYTES;

  private final SealKeys keys;
  private final byte[] purpose;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  private Seal(SealKeys keys, String purpose, Clock clock) {
    this.keys = requireNonNull(keys, "keys");
    this.purpose = purpose.getBytes(StandardCharsets.UTF_8);
    this.clock = clock;
  }

  /** Creates a seal for one purpose; what is sealed for another does not open. */
  public static Seal of(SealKeys keys, String purpose) {
    return at(Clock.systemUTC(), keys, purpose);
  }

  static Seal at(Clock clock, SealKeys keys, String purpose) {
    return new Seal(keys, purpose, clock);
  }

  /**
   * What was sealed.
   *
   * @param subject whom it is for
   * @param issued when it was sealed
   * @param expires when it ends
   * @param content the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Opened(String subject, Instant issued, Instant expires, byte[] content) {}

  /** Returns whether {@code bytes} claim to be sealed. */
  public static boolean isSealed(byte[] bytes) {
    return bytes.length >= MARK.length
        && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
  }

  /** Seals {@code content} for {@code subject}, for so long. */
  public byte[] seal(String subject, byte[] content, Duration lifetime) {
    SealKey key = keys.first();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] head = ByteBuffer.allocate(HEAD_BYTES).put(MARK).put(key.id()).array();
    byte[] hidden = encrypted(key, nonce, head, plain(subject, content, lifetime));
    return ByteBuffer.allocate(HEAD_BYTES + NONCE_BYTES + hidden.length)
        .put(head)
        .put(nonce)
        .put(hidden)
        .array();
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @return empty if it was made by none of the keys, or for another purpose, or was changed; what
   *     it says of its end is the caller's to look at
   */
  public Optional<Opened> open(byte[] sealed) {
    if (!isSealed(sealed) || sealed.length < HEAD_BYTES + NONCE_BYTES + TAG_BITS / 8) {
      return Optional.empty();
    }
    byte[] head = Arrays.copyOf(sealed, HEAD_BYTES);
    byte[] nonce = Arrays.copyOfRange(sealed, HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
    byte[] hidden = Arrays.copyOfRange(sealed, HEAD_BYTES + NONCE_BYTES, sealed.length);
    Optional<SealKey> key = keys.named(Arrays.copyOfRange(head, MARK.length, HEAD_BYTES));
    if (key.isEmpty()) {
      return Optional.empty();
    }
    byte @Nullable [] plain = decrypted(key.get(), nonce, head, hidden);
    return plain == null ? Optional.empty() : Optional.of(parsed(plain));
  }

  /** Returns whether {@code opened} has ended. */
  public boolean hasExpired(Opened opened) {
    return !clock.instant().isBefore(opened.expires());
  }

  private byte[] plain(String subject, byte[] content, Duration lifetime) {
    Instant now = clock.instant();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(now.toEpochMilli());
      out.writeLong(now.plus(lifetime).toEpochMilli());
      byte[] name = subject.getBytes(StandardCharsets.UTF_8);
      out.writeInt(name.length);
      out.write(name);
      out.write(content);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Reads what only we can have written. */
  private static Opened parsed(byte[] plain) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
      Instant issued = Instant.ofEpochMilli(in.readLong());
      Instant expires = Instant.ofEpochMilli(in.readLong());
      String subject = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      return new Opened(subject, issued, expires, in.readAllBytes());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Returns null if what is to be decrypted was changed. */
  private byte @Nullable [] decrypted(SealKey key, byte[] nonce, byte[] head, byte[] hidden) {
    try {
      return cipher(Cipher.DECRYPT_MODE, key, nonce, head).doFinal(hidden);
    } catch (AEADBadTagException changed) {
      return null;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JVM has AES in Galois/counter mode.", impossible);
    }
  }

  private byte[] encrypted(SealKey key, byte[] nonce, byte[] head, byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, nonce, head).doFinal(plain);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JVM has AES in Galois/counter mode.", impossible);
    }
  }

  private Cipher cipher(int mode, SealKey key, byte[] nonce, byte[] head)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(head);
    cipher.updateAAD(purpose);
    return cipher;
  }
}
