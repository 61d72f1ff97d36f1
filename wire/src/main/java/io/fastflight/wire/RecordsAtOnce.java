package io.fastflight.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * Has OpenSSL open as many TLS records at once as have arrived.
 *
 * <p>gRPC makes engines of its own by {@code newEngine}, and those of Netty's OpenSSL then keep to
 * what the JDK's would do: one record of 16 KiB at a time, each in a buffer of its own. A message
 * of 1 MiB is then 64 parts, none of which lies beside the next. The engines that Netty makes for
 * its own handlers do not.
 *
 * <p><b>Threads:</b> as the context it is made of.
 */
@SuppressWarnings("deprecation") // Netty marks what ALPN is asked of so, and offers no other
final class RecordsAtOnce extends SslContext {
  private final SslContext context;

  RecordsAtOnce(SslContext context) {
    this.context = context;
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return context.newHandler(allocator).engine();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
    return context.newHandler(allocator, peerHost, peerPort).engine();
  }

  @Override
  public boolean isClient() {
    return context.isClient();
  }

  @Override
  public List<String> cipherSuites() {
    return context.cipherSuites();
  }

  @Override
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return context.applicationProtocolNegotiator();
  }

  @Override
  public SSLSessionContext sessionContext() {
    return context.sessionContext();
  }
}
