package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * Says whom a client trusts when a server proves who it is.
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
    requireNonNull(pem, "pem");
    try (InputStream certificates = Files.newInputStream(pem)) {
      return of(GrpcSslContexts.forClient().trustManager(certificates));
    } catch (IOException | IllegalArgumentException unreadable) {
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
      return new ClientTls(builder.build());
    } catch (SSLException impossible) {
      throw new IllegalStateException("This JVM has no TLS that HTTP/2 can use.", impossible);
    }
  }
}
