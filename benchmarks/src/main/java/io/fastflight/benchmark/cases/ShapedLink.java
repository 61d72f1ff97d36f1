package io.fastflight.benchmark.cases;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A pair of virtual network cards, shaped to 1 Gbit/s both ways by a token bucket, the far one in a
 * network namespace of its own.
 *
 * <p>Needs root, {@code ip} and {@code tc}. Addresses are of 198.18.0.0/15, which is set aside for
 * benchmarks.
 *
 * <p><b>Ownership:</b> closing takes cards and namespace away.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2544">RFC 2544, appendix C</a>
 */
final class ShapedLink implements AutoCloseable {
  private static final String RATE = "tbf rate 1gbit burst 256kb latency 30ms";

  private final String namespace;
  private final String near;
  private final String far;
  private final String network;

  private ShapedLink(long id) {
    this.namespace = "ffbench" + id;
    this.near = "ffb" + id + "a";
    this.far = "ffb" + id + "b";
    this.network = "198.18." + id % 250 + ".";
  }

  /**
   * Sets the link up.
   *
   * @throws IOException if that is not possible here; the message says why
   */
  static ShapedLink open() throws IOException, InterruptedException {
    ShapedLink link = new ShapedLink(ProcessHandle.current().pid());
    try {
      link.setUp();
      return link;
    } catch (IOException | InterruptedException failure) {
      link.close();
      throw failure;
    }
  }

  private void setUp() throws IOException, InterruptedException {
    run("ip netns add " + namespace);
    run("ip link add %s type veth peer name %s netns %s".formatted(near, far, namespace));
    run("ip addr add %s1/30 dev %s".formatted(network, near));
    run("ip link set %s up".formatted(near));
    run("ip -n %s addr add %s2/30 dev %s".formatted(namespace, network, far));
    run("ip -n %s link set %s up".formatted(namespace, far));
    run("ip -n %s link set lo up".formatted(namespace));
    run("tc qdisc add dev %s root %s".formatted(near, RATE));
    run("tc -n %s qdisc add dev %s root %s".formatted(namespace, far, RATE));
  }

  /** Returns the words that run a command at the far end. */
  List<String> farSide() {
    return List.of("ip", "netns", "exec", namespace);
  }

  /** Returns the address of the far end. */
  String farHost() {
    return network + "2";
  }

  @Override
  public void close() {
    for (String command : List.of("ip link del " + near, "ip netns del " + namespace)) {
      try {
        run(command);
      } catch (IOException gone) {
        // it was not set up that far, or went with the other
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void run(String command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(Arrays.asList(command.split(" ", -1)));
    Process process;
    try {
      process = new ProcessBuilder(words).redirectErrorStream(true).start();
    } catch (IOException absent) {
      throw new IOException("a shaped link needs root, ip and tc: no " + words.get(0), absent);
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = process.waitFor(10, TimeUnit.SECONDS);
    process.destroyForcibly();
    if (!ended || process.exitValue() != 0) {
      throw new IOException(
          "a shaped link needs root, ip and tc: '%s' said: %s".formatted(command, said.strip()));
    }
  }
}
