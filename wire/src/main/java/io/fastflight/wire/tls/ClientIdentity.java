package io.fastflight.wire.tls;

import java.nio.file.Path;
import java.time.Clock;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Reads what a client needs for TLS: whom it trusts, and with what it proves who it is. */
public final class ClientIdentity {
  private ClientIdentity() {}

  /**
   * Returns the certificate and key of a client.
   *
   * @throws IllegalArgumentException that names the file and what is wrong with it
   */
  public static X509ExtendedKeyManager keys(TlsFiles files) {
    return new CurrentKeys(TlsIdentity.read(files, Clock.systemUTC()));
  }

  /**
   * Returns trust in what the authorities of a file vouch for, and nothing else.
   *
   * @throws IllegalArgumentException if the file cannot be read or holds no certificate
   */
  public static X509ExtendedTrustManager trusting(Path authorities) {
    return Authorities.read(authorities);
  }
}
