package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.SignIn;
import io.fastflight.client.retry.ResiliencePreset;
import io.fastflight.engine.Offer;
import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.params.JsonText;
import io.fastflight.policy.CallLimit;
import io.fastflight.policy.CallLimit.Per;
import io.fastflight.policy.CallLimits;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.security.Authentication;
import io.fastflight.security.CallerCredentials;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.service.CallListener;
import io.fastflight.service.Secret;
import io.fastflight.service.StreamRequest;
import io.fastflight.testkit.sample.SampleServices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One limit bounds a caller at the Flight door and the HTTP door together, and never cuts short.
 */
@Timeout(60)
class LimitsAtBothDoorsTest {
  private static final String NDJSON = "application/x-ndjson";

  private Secret ada;
  private Secret eve;
  private GuardedDoors doors;

  @BeforeEach
  void start(BufferAllocator parent, @TempDir Path folder) {
    ApiKeyFile file = new ApiKeyFile(folder.resolve("keys"));
    ada = file.create("ada", Set.of(), Optional.empty());
    eve = file.create("eve", Set.of(), Optional.empty());
    doors =
        new GuardedDoors(
            parent,
            Authentication.by(ApiKeys.of(folder.resolve("keys"))),
            new Offer(SampleServices.registry(), Policy.open()),
            CallListener.NONE);
  }

  @AfterEach
  void stop() {
    doors.close();
  }

  private static CallLimit.Builder limit() {
    return CallLimit.of(Rule.of("all").everyone().services("test.*").build());
  }

  private void limit(CallLimit.Builder limit, Duration maxWait, int maxWaiting) {
    CallLimits limits = new CallLimits(List.of(limit.build()), maxWait, maxWaiting);
    doors.engine().replace(new Offer(SampleServices.registry(), Policy.open(), limits), () -> {});
  }

  private FastFlightClient client(Secret key) {
    return FastFlightClient.connect(
        ClientConfig.builder(doors.flightLocation())
            .signIn(SignIn.token(key))
            .resilience(ResiliencePreset.DISABLED.config())
            .build());
  }

  private static StreamRequest rows(int rows) {
    return StreamRequest.of("test.rows", Map.of("rows", rows, "batch_rows", 10));
  }

  private HttpURLConnection get(Secret key, int rows) throws IOException {
    return get(key, rows, 10);
  }

  private HttpURLConnection get(Secret key, int rows, int batchRows) throws IOException {
    HttpURLConnection call =
        doors.call("/stream/test.rows?rows=%s&batch_rows=%s".formatted(rows, batchRows));
    call.setRequestProperty("Accept", NDJSON);
    call.setRequestProperty(CallerCredentials.API_KEY, key.reveal());
    return call;
  }

  @Test
  void aStreamAtOneDoorCountsAtTheOther() throws IOException {
    limit(limit().maxStreams(1), Duration.ofMillis(50), 8);
    try (FastFlightClient client = client(ada);
        BatchReader open = client.open(rows(10_000_000))) {
      assertThat(open.next()).isTrue();
      ResourceExhaustedException refused =
          catchThrowableOfType(ResourceExhaustedException.class, () -> client.fetch(rows(10)));
      assertThat(refused)
          .hasMessageContaining("the limit 'all' gives ada 1 streams at a time")
          .hasMessageEndingWith("Try again in 1000 ms.");
      assertThat(refused.retryDelay()).hasValue(Duration.ofSeconds(1));
      assertThat(refused.callId()).isPresent();

      HttpURLConnection call = get(ada, 10);
      assertThat(call.getResponseCode()).isEqualTo(429);
      assertThat(call.getHeaderField("retry-after")).isEqualTo("1");
      try (InputStream body = call.getErrorStream()) {
        assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
            .contains("the limit 'all' gives ada 1 streams at a time", "\"retryAfterMillis\":1000");
      }
      HttpURLConnection other = get(eve, 10);
      assertThat(other.getResponseCode()).isEqualTo(200);
      other.getInputStream().close();
    }
  }

  @Test
  void aResultOverTheRowsEndsWithAnErrorAtBothDoors() throws IOException {
    limit(limit().maxRows(25), Duration.ofMillis(50), 8);
    try (FastFlightClient client = client(ada);
        Table whole = client.fetch(rows(25))) {
      assertThat(whole.rowCount()).isEqualTo(25);
      assertThatThrownBy(() -> client.fetch(rows(26)))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessageContaining("25 rows");
    }
    HttpURLConnection call = get(ada, 26);
    assertThat(call.getResponseCode()).isEqualTo(200);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (InputStream body = call.getInputStream()) {
      assertThatThrownBy(() -> body.transferTo(text)).isInstanceOf(IOException.class);
    }
    List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
    Map<String, Object> last = JsonText.readObject(lines.get(lines.size() - 1));
    assertThat((Map<?, ?>) last.get("_error"))
        .satisfies(
            error -> {
              assertThat(error.get("code")).isEqualTo("RESOURCE_EXHAUSTED");
              assertThat(error.get("callId")).isEqualTo(call.getHeaderField("fastflight-call-id"));
            });
  }

  @Test
  void theMemoryOfAllStreamsIsOneAtBothDoors() throws Exception {
    int batchRows = 100_000; // a batch holds over 800,000 bytes, and two do not fit
    limit(limit().maxTotalMemory(1_500_000), Duration.ofMillis(50), 8);
    StreamRequest large =
        StreamRequest.of("test.rows", Map.of("rows", 50_000_000, "batch_rows", batchRows));
    StreamRequest small =
        StreamRequest.of("test.rows", Map.of("rows", batchRows, "batch_rows", batchRows));
    try (FastFlightClient client = client(ada);
        FastFlightClient other = client(eve)) {
      try (BatchReader open = client.open(large)) {
        assertThat(open.next()).isTrue(); // and no more: it holds a batch when the windows are full
        ResourceExhaustedException refused = firstRefusal(client, small);
        assertThat(refused)
            .hasMessageContaining("the limit 'all' leaves: all streams of ada together may hold");
        assertThat(refused.retryDelay()).hasValue(Duration.ofSeconds(1));
        HttpURLConnection call = get(ada, batchRows, batchRows);
        assertThat(call.getResponseCode()).isEqualTo(429);
        assertThat(call.getHeaderField("retry-after")).isEqualTo("1");
        try (InputStream body = call.getErrorStream()) {
          assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
              .contains("all streams of ada together may hold", "\"retryAfterMillis\":1000");
        }
        other.fetch(small).close();
      }
      while (doors.engine().openStreams() > 0) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      client.fetch(small).close();
      HttpURLConnection call = get(ada, batchRows, batchRows);
      assertThat(call.getResponseCode()).isEqualTo(200);
      call.getInputStream().readAllBytes();
    }
  }

  private static ResourceExhaustedException firstRefusal(
      FastFlightClient client, StreamRequest request) {
    while (true) {
      try {
        client.fetch(request).close();
      } catch (ResourceExhaustedException refused) {
        return refused;
      }
    }
  }

  /** Makes one kind of call over and over. */
  private interface Hammer {
    void hit() throws IOException;
  }

  private static Thread hammering(
      long endNanos, AtomicInteger done, AtomicInteger refused, Hammer hammer) {
    Thread thread =
        new Thread(
            () -> {
              while (System.nanoTime() < endNanos) {
                try {
                  hammer.hit();
                  done.incrementAndGet();
                } catch (ResourceExhaustedException | IOException full) {
                  refused.incrementAndGet();
                  LockSupport.parkNanos(5_000_000); // it shares its cores with the server
                }
              }
            });
    thread.start();
    return thread;
  }

  private void readOverHttp(Secret key, int rows) throws IOException {
    HttpURLConnection call = get(key, rows);
    try (InputStream body = call.getInputStream()) {
      body.readAllBytes();
    } finally {
      call.disconnect(); // else the JVM keeps it for a while, also when refused
    }
  }

  @Test
  void whoFloodsBothDoorsLeavesOthersTheirShare() throws InterruptedException {
    limit(limit().maxStreams(1).per(Per.SERVICE), Duration.ofSeconds(10), 4);
    AtomicInteger adas = new AtomicInteger();
    AtomicInteger adasRefused = new AtomicInteger();
    AtomicInteger eves = new AtomicInteger();
    AtomicInteger evesRefused = new AtomicInteger();
    try (FastFlightClient ofAda = client(ada);
        FastFlightClient ofEve = client(eve)) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        threads.add(hammering(end, eves, evesRefused, () -> ofEve.fetch(rows(1_000)).close()));
      }
      for (int i = 0; i < 3; i++) {
        threads.add(hammering(end, eves, evesRefused, () -> readOverHttp(eve, 1_000)));
      }
      threads.add(hammering(end, adas, adasRefused, () -> ofAda.fetch(rows(1_000)).close()));
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(30));
      }
    }
    String counts =
        "ada had %s and was refused %s, eve had %s and was refused %s"
            .formatted(adas, adasRefused, eves, evesRefused);
    assertThat(adasRefused.get()).as(counts).isZero();
    assertThat(evesRefused.get()).as(counts).isPositive();
    // one thread of ada's, which has to come back each time, against nine of eve's
    assertThat(adas.get()).as(counts).isGreaterThanOrEqualTo(eves.get() / 5).isPositive();
    assertThat(doors.engine().waitingRequests()).isZero();
  }
}
