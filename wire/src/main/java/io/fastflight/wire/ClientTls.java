package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.fastflight.wire.tls.ClientIdentity;
import io.fastflight.wire.tls.TlsFiles;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * Says whom a client trusts when a server proves who it is, and how the client does when it is
 * asked. TLS 1.2 and 1.3 only.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class ClientTls {
  private final SslContext context;

  private ClientTls(SslContext context) {
    this.context = context;
  }

  /** Trusts the authorities that the JVM trusts. */
  public static ClientTls systemTrust() {
    return of(GrpcSslContexts.forClient());
  }

  /**
   * Trusts the authorities of a file, and no others.
   *
   * @param pem certificates, PEM
   * @throws IllegalArgumentException if the file cannot be read or holds no certificate
   */
  public static ClientTls trusting(Path pem) {
    return of(builder(requireNonNull(pem, "pem")));
  }

  /**
   * Trusts the authorities of a file, and shows servers that ask a certificate.
   *
   * @param pem certificates, PEM
   * @param own the client's own certificate and key
   * @throws IllegalArgumentException that names the file and what is wrong with it
   */
  public static ClientTls trusting(Path pem, TlsFiles own) {
    return of(builder(requireNonNull(pem, "pem")).keyManager(ClientIdentity.keys(own)));
  }

  /** Trusts the authorities that the JVM trusts, and shows servers that ask a certificate. */
  public static ClientTls systemTrust(TlsFiles own) {
    return of(GrpcSslContexts.forClient().keyManager(ClientIdentity.keys(own)));
  }

  private static SslContextBuilder builder(Path pem) {
    try {
      return GrpcSslContexts.forClient().trustManager(ClientIdentity.trusting(pem));
    } catch (IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "The file of trusted certificates must be PEM and readable, was '%s': %s"
              .formatted(pem, unreadable.getMessage()),
          unreadable);
    }
  }

  SslContext context() {
    return context;
  }

  private static ClientTls of(SslContextBuilder builder) {
    try {
      return new ClientTls(
          new RecordsAtOnce(builder.protocols(TlsServerContext.PROTOCOLS).build()));
    } catch (SSLException impossible) {
      throw new IllegalStateException("This JVM has no TLS that HTTP/2 can use.", impossible);
    }
  }
}
