package io.fastflight.wire.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Shows a TLS library the trust of the moment: each handshake has the authorities read last. */
final class CurrentTrust extends X509ExtendedTrustManager {
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int MOST_REMEMBERED = 1_000;

  private volatile X509ExtendedTrustManager current;

  /** Chains that {@link #current} vouched for, and when; another map with each. */
  private volatile Map<List<X509Certificate>, Long> vouched = new ConcurrentHashMap<>();

  CurrentTrust(X509ExtendedTrustManager first) {
    this.current = first;
  }

  void replace(X509ExtendedTrustManager next) {
    current = next;
    vouched = new ConcurrentHashMap<>();
  }

  /**
   * Returns whether a caller's chain would be taken if it were shown now. The answer is up to 30 s
   * old if it is yes, since signatures take longer to verify than a small call.
   */
  boolean vouchesFor(List<X509Certificate> chain) {
    Map<List<X509Certificate>, Long> known = vouched; // before the authorities: never newer
    X509ExtendedTrustManager authorities = current;
    @Nullable Long since = known.get(chain);
    if (since != null && System.nanoTime() - since < REMEMBERED_NANOS) {
      return true;
    }
    try {
      String algorithm = chain.get(0).getPublicKey().getAlgorithm();
      authorities.checkClientTrusted(chain.toArray(new X509Certificate[0]), algorithm);
    } catch (CertificateException refused) {
      return false;
    }
    if (known.size() >= MOST_REMEMBERED) {
      known.clear();
    }
    known.put(chain, System.nanoTime());
    return true;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    current.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    current.checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    current.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    current.checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    current.checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    current.checkServerTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return current.getAcceptedIssuers();
  }
}
