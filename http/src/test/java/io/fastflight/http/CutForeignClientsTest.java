package io.fastflight.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.util.EventLoopGroups;
import io.fastflight.testkit.fault.Direction;
import io.fastflight.testkit.fault.Fault;
import io.fastflight.testkit.fault.FaultProxy;
import io.fastflight.testkit.sample.SampleServices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * As {@link CutBodyTest}, at fewer places, for clients that read HTTP by code of their own:
 * Armeria's, Python's {@code urllib}, {@code httpx}, and {@code pyarrow} on what {@code urllib}
 * opens. Those of Python are skipped where they are not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutForeignClientsTest {
  private static final int EVENLY = 50;

  /** The last ones: the trailers, the last chunk, and the end of every format. */
  private static final int CLOSE = 60;

  private static final String PATH = "/fastflight/stream/test.rows?rows=60&batch_rows=20&format=%s";
  private static final String CUT = "cut";

  /**
   * Reads a format and a port from each line, answers by a line: what it read, or that it is cut.
   */
  private static final String PYTHON =
      """
      import sys, hashlib, urllib.request
      which, path = sys.argv[1:]
      def opened(url):
          response = urllib.request.urlopen(url, timeout=10)
          if not response.chunked:  # it takes headers that are cut for all of them
              raise EOFError("the headers are cut")
          return response
      if which == "httpx":
          import httpx
          client = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)
          def read(url):
              return hashlib.sha256(client.get(url).raise_for_status().content).hexdigest()
      elif which == "pyarrow":
          import pyarrow.ipc
          def read(url):
              with opened(url) as body:
                  return repr(pyarrow.ipc.open_stream(body).read_all().to_pydict())
      else:
          def read(url):
              return hashlib.sha256(opened(url).read()).hexdigest()
      print("ready", flush=True)
      for port in sys.stdin:
          try:
              print(read("http://127.0.0.1:" + port.strip() + path), flush=True)
          except Exception as cut:
              print("cut", type(cut).__name__, flush=True)
      """;

  private TwoDoors doors;

  /** Has Armeria open the socket for names that it keeps, before what is open is counted. */
  CutForeignClientsTest() {
    try (ClientFactory factory = armeria()) {
      var unused =
          WebClient.builder("h1c://127.0.0.1:1")
              .factory(factory)
              .build()
              .get("/")
              .aggregate()
              .handle((answer, refused) -> true)
              .join();
    }
  }

  private static ClientFactory armeria() {
    return ClientFactory.builder()
        .workerGroup(EventLoopGroups.newEventLoopGroup(1), true)
        .connectTimeout(Duration.ofSeconds(5))
        .useHttp2Preface(true)
        .build();
  }

  @BeforeAll
  void start(BufferAllocator allocator) {
    doors = new TwoDoors(SampleServices.registry(), allocator);
  }

  @AfterAll
  void stop() {
    doors.close();
  }

  /** Reads an answer through the proxy at a port; returns what it read, or {@link #CUT}. */
  private interface Client {
    String read(int port) throws Exception;
  }

  @ParameterizedTest
  @CsvSource({"h1c, json", "h1c, csv", "h2c, ndjson"})
  void armeriasClientTakesNoCutBodyForWhole(String protocol, String format) throws Exception {
    try (ClientFactory factory = armeria()) {
      everyCutIsSeen(
          port -> {
            try {
              var answer =
                  WebClient.builder(protocol + "://127.0.0.1:" + port)
                      .factory(factory)
                      .build()
                      .get(PATH.formatted(format))
                      .aggregate()
                      .join();
              assertThat(answer.status()).isEqualTo(HttpStatus.OK);
              return answer.contentUtf8();
            } catch (CompletionException cut) {
              return CUT;
            }
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"urllib, csv", "httpx, ndjson", "pyarrow, arrow"})
  void noClientOfPythonTakesACutBodyForWhole(String client, String format) throws Exception {
    Process python = python(client, PATH.formatted(format));
    try (BufferedReader out =
            new BufferedReader(new InputStreamReader(python.getInputStream(), UTF_8));
        Writer in = python.outputWriter(UTF_8)) {
      assumeTrue("ready".equals(out.readLine()), client + " is not here");
      everyCutIsSeen(
          port -> {
            in.write(port + "\n");
            in.flush();
            String read = String.valueOf(out.readLine());
            return read.startsWith(CUT) ? CUT : read;
          });
    } finally {
      python.destroyForcibly().waitFor();
    }
  }

  private static Process python(String client, String path) {
    String program = System.getenv().getOrDefault("FASTFLIGHT_PYTHON", "python3");
    try {
      return new ProcessBuilder(program, "-c", PYTHON, client, path)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException absent) {
      assumeTrue(false, program + " does not run");
      throw new AssertionError(absent);
    }
  }

  private void everyCutIsSeen(Client client) throws Exception {
    InetSocketAddress server =
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), doors.server(Way.IN_PROCESS).port());
    try (FaultProxy proxy = FaultProxy.to(server)) {
      String whole = client.read(proxy.port());
      assertThat(whole).isNotEqualTo(CUT);
      long bytes = proxy.bytesPassed(Direction.TO_CLIENT);
      proxy.resetAll(); // the connection that the client keeps for the next call
      List<Long> places = Bodies.places(bytes, EVENLY, CLOSE);
      int cut = 0;
      for (long place : places) {
        proxy.faults(new Fault.HalfClose(Direction.TO_CLIENT, place));
        String read = client.read(proxy.port());
        proxy.resetAll();
        assertThat(read).as("cut at %d of %d bytes", place, bytes).isIn(CUT, whole);
        cut += read.equals(CUT) ? 1 : 0;
      }
      assertThat(cut).isGreaterThan(EVENLY / 2);
    }
  }
}
