package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Callers;
import io.fastflight.benchmark.report.Section;
import io.fastflight.benchmark.report.Series;
import io.fastflight.wire.tls.ServerTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * What TLS itself can do here: records sealed by one end and opened by the other, on one thread in
 * memory, by OpenSSL and by the JDK. A stream over a socket has a core at each end for it.
 */
final class CipherCase implements Case {
  private static final int RECORD = 16 * 1024;
  private static final Map<String, SslProvider> PROVIDERS = providers();

  /** Two ends that have shaken hands. */
  private record Ends(SSLEngine client, SSLEngine server) {}

  private static Map<String, SslProvider> providers() {
    Map<String, SslProvider> providers = new LinkedHashMap<>();
    providers.put("cipher/openssl", SslProvider.OPENSSL);
    providers.put("cipher/jdk", SslProvider.JDK);
    return providers;
  }

  @Override
  public String name() {
    return "cipher";
  }

  @Override
  public List<String> ids() {
    return List.copyOf(PROVIDERS.keySet());
  }

  @Override
  public Section run(Bench bench) throws IOException {
    Map<String, List<Double>> runs = new LinkedHashMap<>();
    Map<String, String> labels = new LinkedHashMap<>();
    int records = (int) Math.max(64, bench.settings().gigabytes() * 1e9 / 4 / RECORD);
    try (ServerTls tls = new Callers(bench.files().folder()).tls()) {
      for (int round = 0; round < 2 + bench.settings().rounds(); round++) {
        for (Map.Entry<String, SslProvider> each : PROVIDERS.entrySet()) {
          if (each.getValue() == SslProvider.OPENSSL && !OpenSsl.isAvailable()) {
            continue;
          }
          Ends ends = ends(tls, each.getValue());
          double megabytes = megabytesPerSecond(ends, records);
          labels.put(each.getKey(), each.getValue() + ", " + suite(ends));
          release(ends);
          if (round >= 2) {
            runs.computeIfAbsent(each.getKey(), id -> new ArrayList<>()).add(megabytes);
          }
        }
      }
    }
    return new Section(
        "TLS records of 16 KiB in memory, sealed and opened on one thread",
        PROVIDERS.keySet().stream().map(id -> row(id, labels, runs)).toList());
  }

  private static Series row(String id, Map<String, String> labels, Map<String, List<Double>> runs) {
    String label = labels.getOrDefault(id, id);
    List<Double> values = runs.get(id);
    return values == null
        ? Series.skipped(id, label, "no OpenSSL for this machine")
        : Series.of(id, label, "MB/s", values);
  }

  private static String suite(Ends ends) {
    return ends.client.getSession().getProtocol()
        + ", "
        + ends.client.getSession().getCipherSuite();
  }

  private static Ends ends(ServerTls tls, SslProvider provider) throws SSLException {
    SslContext server = SslContextBuilder.forServer(tls.keyManager()).sslProvider(provider).build();
    SslContext client =
        SslContextBuilder.forClient()
            .sslProvider(provider)
            .trustManager(io.netty.handler.ssl.util.InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null)
            .build();
    try {
      Ends ends =
          new Ends(
              client.newEngine(ByteBufAllocator.DEFAULT),
              server.newEngine(ByteBufAllocator.DEFAULT));
      shakeHands(ends);
      return ends;
    } finally {
      ReferenceCountUtil.release(server);
      ReferenceCountUtil.release(client);
    }
  }

  private static void release(Ends ends) {
    ReferenceCountUtil.release(ends.client);
    ReferenceCountUtil.release(ends.server);
  }

  /** Carries what each end has to say to the other until both have no more. */
  private static void shakeHands(Ends ends) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocateDirect(128 * 1024);
    ByteBuffer toClient = ByteBuffer.allocateDirect(128 * 1024);
    ends.client.beginHandshake();
    ends.server.beginHandshake();
    for (int turn = 0; turn < 20; turn++) {
      say(ends.client, toServer);
      hear(ends.server, toServer);
      say(ends.server, toClient);
      hear(ends.client, toClient);
    }
  }

  private static void say(SSLEngine end, ByteBuffer out) throws SSLException {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    SSLEngineResult result;
    do {
      result = end.wrap(nothing, out);
      runTasks(end);
    } while (result.bytesProduced() > 0
        && end.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP);
  }

  private static void hear(SSLEngine end, ByteBuffer in) throws SSLException {
    in.flip();
    ByteBuffer data = ByteBuffer.allocate(RECORD * 2);
    int before;
    do {
      before = in.remaining();
      end.unwrap(in, data);
      runTasks(end);
    } while (in.remaining() < before); // else it wants to speak first, or the rest of a record
    in.compact();
  }

  private static void runTasks(SSLEngine end) {
    for (Runnable task = end.getDelegatedTask(); task != null; task = end.getDelegatedTask()) {
      task.run();
    }
  }

  private static double megabytesPerSecond(Ends ends, int records) throws SSLException {
    ByteBuffer plain = ByteBuffer.allocateDirect(RECORD);
    ByteBuffer sealed = ByteBuffer.allocateDirect(RECORD * 2);
    ByteBuffer opened = ByteBuffer.allocateDirect(RECORD * 2);
    long bytes = 0;
    long start = System.nanoTime();
    for (int i = 0; i < records; i++) {
      plain.clear().putInt(0, i);
      opened.clear();
      while (plain.hasRemaining()) { // a first record may be one of the handshake's own
        ends.server.wrap(plain, sealed.clear());
        sealed.flip();
        while (sealed.hasRemaining() && ends.client.unwrap(sealed, opened).bytesConsumed() > 0) {
          // one record after the other
        }
      }
      if (opened.position() != RECORD || opened.getInt(0) != i) {
        throw new WrongResultException(
            "cipher: record %s came out as %s bytes that differ.".formatted(i, opened.position()));
      }
      bytes += opened.position();
    }
    return bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
  }
}
