package io.fastflight.wire.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds with what a server proves who it is, and whom it trusts among its callers: read from files,
 * and read again when they change. Connections that are there stay as they are; new ones get what
 * was read last. A caller's certificate is checked again at their calls. Files with a fault change
 * nothing, and the fault is logged.
 *
 * <pre>{@code
 * try (ServerTls tls = ServerTls.open(new TlsFiles(certificate, key));
 *     FastFlightServer server = FastFlightServer.builder(engine).tls(tls).start()) {
 *   server.awaitClose();
 * }
 * }</pre>
 *
 * <p><b>Ownership:</b> has a thread that looks at the files; close it after the servers.
 *
 * <p><b>Threads:</b> any.
 */
public final class ServerTls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  /** Looked at, since notifications miss what links and network folders do. */
  private static final long LOOK_MILLIS = 500;

  private static final Duration WARN_BEFORE_END = Duration.ofDays(14);

  private final TlsFiles files;
  private final Optional<Path> clientAuthorities;
  private final ClientCertificates clientCertificates;
  private final Clock clock;

  /** What the files held before they were first used: a change right after it is one, too. */
  private final List<byte[]> atStart;

  private final CurrentKeys keys;
  private final @Nullable CurrentTrust trust;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread watch = new Thread(this::watch, "fastflight-tls-watch");

  private ServerTls(
      TlsFiles files, Optional<Path> authorities, ClientCertificates asked, Clock clock) {
    this.files = requireNonNull(files, "files");
    this.clientAuthorities = requireNonNull(authorities, "authorities");
    this.clientCertificates = requireNonNull(asked, "asked");
    this.clock = clock;
    this.atStart = contents();
    TlsIdentity identity = TlsIdentity.read(files, clock);
    warnOfEnd(identity);
    this.keys = new CurrentKeys(identity);
    this.trust = authorities.map(file -> new CurrentTrust(Authorities.read(file))).orElse(null);
  }

  /**
   * Reads the files of a server that asks its callers for no certificate.
   *
   * @throws IllegalArgumentException that names the file and what is wrong with it
   */
  public static ServerTls open(TlsFiles files) {
    return started(
        new ServerTls(files, Optional.empty(), ClientCertificates.NONE, Clock.systemUTC()));
  }

  /**
   * Reads the files of a server that asks its callers for a certificate.
   *
   * @param authorities who vouches for callers, PEM
   * @throws IllegalArgumentException that names the file and what is wrong with it
   */
  public static ServerTls open(TlsFiles files, Path authorities, ClientCertificates asked) {
    return started(new ServerTls(files, Optional.of(authorities), asked, Clock.systemUTC()));
  }

  static ServerTls at(Clock clock, TlsFiles files) {
    return started(new ServerTls(files, Optional.empty(), ClientCertificates.NONE, clock));
  }

  private static ServerTls started(ServerTls tls) {
    tls.watch.setDaemon(true);
    tls.watch.start();
    return tls;
  }

  /** Returns the certificate and key of the moment, for a TLS library to ask at each handshake. */
  public X509ExtendedKeyManager keyManager() {
    return keys;
  }

  /** Returns who vouches for callers, if the server asks them. */
  public Optional<X509ExtendedTrustManager> trustManager() {
    return Optional.ofNullable(trust);
  }

  /**
   * Returns whether an authority of the moment vouches for a caller's certificate, and it is valid.
   *
   * <p>TLS checks a chain when it is shown. A connection may last for days after, and a session
   * that is resumed brings the certificate along without showing it again, so doors ask at calls.
   *
   * @param chain what a connection's session says of its peer, their own certificate first
   */
  public boolean vouchesFor(List<X509Certificate> chain) {
    return trust != null && trust.vouchesFor(chain);
  }

  /** Returns whether callers are asked for a certificate. */
  public ClientCertificates clientCertificates() {
    return clientCertificates;
  }

  /**
   * Reads the files again.
   *
   * @throws IllegalArgumentException that names the file and what is wrong with it; then all stays
   *     as it was
   */
  public void reload() {
    TlsIdentity identity = TlsIdentity.read(files, clock);
    Optional<X509ExtendedTrustManager> authorities = clientAuthorities.map(Authorities::read);
    keys.replace(identity);
    if (trust != null) {
      authorities.ifPresent(trust::replace);
    }
    warnOfEnd(identity);
  }

  private void warnOfEnd(TlsIdentity identity) {
    Instant end = identity.end();
    if (clock.instant().plus(WARN_BEFORE_END).isAfter(end)) {
      LOG.warn("The certificate in '{}' expires at {}.", files.certificate(), end);
    }
  }

  /** Runs until it is closed: reads the files when they have changed and then rested a moment. */
  private void watch() {
    List<byte[]> known = atStart;
    List<byte[]> before = known;
    try {
      while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        List<byte[]> now = contents();
        boolean settled = same(now, before);
        before = now;
        if (settled && !same(now, known)) {
          known = now;
          reloadOrLog();
        }
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  private void reloadOrLog() {
    try {
      reload();
      LOG.info("New connections use the certificate that is in '{}' now.", files.certificate());
    } catch (RuntimeException fault) {
      LOG.warn("The certificate in use stays: {}", fault.getMessage());
    }
  }

  private List<byte[]> contents() {
    List<byte[]> contents = new ArrayList<>();
    contents.add(content(files.certificate()));
    contents.add(content(files.key()));
    clientAuthorities.ifPresent(file -> contents.add(content(file)));
    return contents;
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException gone) {
      return new byte[0];
    }
  }

  private static boolean same(List<byte[]> one, List<byte[]> other) {
    for (int i = 0; i < one.size(); i++) {
      if (!Arrays.equals(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      watch.join();
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt(); // it ends by itself
    }
  }
}
