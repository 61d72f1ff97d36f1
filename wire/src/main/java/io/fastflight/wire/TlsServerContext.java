package io.fastflight.wire;

import io.fastflight.wire.tls.ClientCertificates;
import io.fastflight.wire.tls.ServerTls;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Sets Netty's TLS up as a server's doors speak it: 1.2 and 1.3 only, with OpenSSL where its native
 * library is there and the JDK's own elsewhere.
 */
public final class TlsServerContext {
  /** The versions that both ends speak, the older ones being broken. */
  static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private TlsServerContext() {}

  /** Returns the TLS of a Flight door: HTTP/2 only, agreed on by ALPN. */
  static SslContext ofFlight(ServerTls tls) {
    SslContextBuilder builder = SslContextBuilder.forServer(tls.keyManager());
    prepare(builder, tls);
    try {
      return new RecordsAtOnce(GrpcSslContexts.configure(builder).build());
    } catch (SSLException impossible) {
      throw new IllegalStateException("This JVM has no TLS that HTTP/2 can use.", impossible);
    }
  }

  /** Has {@code builder} speak the versions, and ask for the certificates, that a server wants. */
  public static void prepare(SslContextBuilder builder, ServerTls tls) {
    builder.protocols(PROTOCOLS);
    tls.trustManager().ifPresent(builder::trustManager);
    builder.clientAuth(asked(tls.clientCertificates()));
  }

  private static ClientAuth asked(ClientCertificates certificates) {
    return switch (certificates) {
      case NONE -> ClientAuth.NONE;
      case OPTIONAL -> ClientAuth.OPTIONAL;
      case REQUIRED -> ClientAuth.REQUIRE;
    };
  }
}
