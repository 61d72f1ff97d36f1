package io.fastflight.wire.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes trust of a file of authorities' certificates. */
final class Authorities {
  private Authorities() {}

  /**
   * Trusts what the authorities in the file vouch for, and nothing else.
   *
   * @throws IllegalArgumentException if the file cannot be read or holds no certificate
   */
  static X509ExtendedTrustManager read(Path file) {
    List<X509Certificate> certificates = PemFile.read(file).certificates();
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("authority-" + i, certificates.get(i));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager trust) {
          return trust;
        }
      }
      throw new IllegalStateException("This JVM checks no X.509 certificates.");
    } catch (GeneralSecurityException | IOException unusable) {
      throw new IllegalArgumentException(
          "The certificates in '%s' cannot be trusted: %s".formatted(file, unusable.getMessage()),
          unusable);
    }
  }
}
