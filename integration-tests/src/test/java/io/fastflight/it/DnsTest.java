package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.service.ServiceRegistry;
import io.fastflight.testkit.sample.SampleServices;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A name with several addresses, in a process whose names are resolved from a file. */
@EnabledOnOs(OS.LINUX) // where all of 127.0.0.0/8 is loopback
class DnsTest {
  @TempDir Path folder;

  /** A client in a process of its own. */
  private static final class Client implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    Client(Path hosts, int port) throws Exception {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+IgnoreUnrecognizedVMOptions",
                  "--add-opens=java.base/java.nio=ALL-UNNAMED",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-Djdk.net.hosts.file=" + hosts,
                  "-Dsun.net.inetaddr.ttl=0",
                  "-Dnetworkaddress.cache.ttl=0",
                  "-cp",
                  System.getProperty("java.class.path"),
                  DnsClientMain.class.getName(),
                  "grpc://flight.test:" + port)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      in =
          new BufferedWriter(
              new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
      out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    void read(int times) throws Exception {
      for (int i = 0; i < times; i++) {
        in.write("read\n");
        in.flush();
        assertThat(out.readLine()).isEqualTo("complete");
      }
    }

    @Override
    public void close() throws Exception {
      process.destroyForcibly().waitFor();
      in.close();
      out.close();
      process.getErrorStream().close();
    }
  }

  private Path hosts(String... addresses) throws Exception {
    StringBuilder text = new StringBuilder();
    for (String address : addresses) {
      text.append(address).append(" flight.test\n");
    }
    Path file = folder.resolve("hosts");
    Path next = Files.writeString(folder.resolve("hosts.next"), text);
    return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void callsGoToAllAddressesInTurnAndFollowTheNameWhenItMoves(BufferAllocator memory)
      throws Exception {
    CountingRegistry one = new CountingRegistry();
    CountingRegistry two = new CountingRegistry();
    CountingRegistry three = new CountingRegistry();
    SampleServer first = new SampleServer(memory, "127.0.0.1", 0, one.registry());
    int port = first.port();
    SampleServer second = new SampleServer(memory, "127.0.0.2", port, two.registry());
    try (Client client = new Client(hosts("127.0.0.1", "127.0.0.2"), port)) {
      client.read(20);
      int beforeOne = one.opened();
      int beforeTwo = two.opened();
      client.read(20);
      assertThat(one.opened() - beforeOne).isEqualTo(10);
      assertThat(two.opened() - beforeTwo).isEqualTo(10);

      try (SampleServer third = new SampleServer(memory, "127.0.0.3", port, three.registry())) {
        hosts("127.0.0.3");
        first.close();
        second.close();
        client.read(20);
        assertThat(three.opened()).isEqualTo(20);
        assertThat(third.port()).isEqualTo(port);
      }
    } finally {
      first.close();
      second.close();
    }
  }

  /** Counts the streams of {@code test.rows}. */
  private static final class CountingRegistry {
    private final AtomicInteger opened = new AtomicInteger();

    int opened() {
      return opened.get();
    }

    ServiceRegistry registry() {
      var rows = SampleServices.registry().service("test.rows");
      return CountedRows.registry(rows, opened::incrementAndGet);
    }
  }
}
