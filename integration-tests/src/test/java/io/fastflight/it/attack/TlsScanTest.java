package io.fastflight.it.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.it.SecuredServer;
import io.fastflight.policy.Policy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What sslscan finds at both ports: nothing that is broken. {@code .ci/run} installs it. */
class TlsScanTest {
  private static boolean hasSslscan() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("sslscan", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS);
    } catch (IOException absent) {
      return false;
    }
  }

  private static Document scan(int port) throws Exception {
    Process process =
        new ProcessBuilder("sslscan", "--xml=-", "127.0.0.1:" + port)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    byte[] xml = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(new String(xml, StandardCharsets.UTF_8)).isZero();
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml));
  }

  private static List<Element> elements(Document scan, String name) {
    List<Element> elements = new ArrayList<>();
    var found = scan.getElementsByTagName(name);
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  @Test
  void onlyWhatIsStillGoodIsSpokenAtBothPorts(BufferAllocator memory, @TempDir Path folder)
      throws Exception {
    boolean there = hasSslscan();
    if (!there) {
      System.err.println("*** NOT TESTED: no sslscan. Install Debian's package of that name. ***");
    }
    Assumptions.assumeTrue(there, "no sslscan");
    try (SecuredServer server = new SecuredServer(memory, folder, "127.0.0.1", Policy.open())) {
      for (int port : new int[] {server.flight.port(), server.http.port()}) {
        Document scan = scan(port);
        TreeSet<String> versions = new TreeSet<>();
        elements(scan, "protocol").stream()
            .filter(each -> each.getAttribute("enabled").equals("1"))
            .forEach(
                each -> versions.add(each.getAttribute("type") + each.getAttribute("version")));
        assertThat(versions).containsExactly("tls1.2", "tls1.3");
        List<Element> ciphers = elements(scan, "cipher");
        assertThat(ciphers).isNotEmpty();
        for (Element cipher : ciphers) {
          String suite = cipher.getAttribute("cipher");
          assertThat(suite).matches("TLS_.*|ECDHE-.*").matches(".*(GCM|POLY1305).*");
          assertThat(Integer.parseInt(cipher.getAttribute("bits"))).as(suite).isGreaterThan(127);
        }
        assertThat(elements(scan, "renegotiation"))
            .allMatch(
                each ->
                    each.getAttribute("supported").equals("0")
                        || each.getAttribute("secure").equals("1"));
        assertThat(elements(scan, "compression"))
            .allMatch(each -> each.getAttribute("supported").equals("0"));
        assertThat(elements(scan, "heartbleed"))
            .allMatch(each -> each.getAttribute("vulnerable").equals("0"));
      }
    }
  }
}
