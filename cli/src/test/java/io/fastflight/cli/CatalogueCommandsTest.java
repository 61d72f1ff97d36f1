package io.fastflight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.params.JsonText;
import io.fastflight.service.ServiceDescription;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The commands services and describe. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogueCommandsTest {
  private SampleServer server;

  @BeforeAll
  void start(BufferAllocator memory) {
    server = new SampleServer(memory);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void servicesAreATable() {
    TestConsole console = new TestConsole();
    assertThat(console.run("services", "--flight-location", server.location())).isZero();
    assertThat(console.out())
        .isEqualTo(
            """
            NAME                DESCRIPTION
            ------------------  -------------------------------------------------------------
            test.rows           Rows with one column of 64-bit integers, id, counting from 0.
            test.fail_open
            test.fail_at_batch
            test.wrong_schema
            test.slow
            test.empty
            test.resumable
            test.dictionary
            test.later
            test.async
            test.knobs          Says what it was asked.
            """);
    assertThat(console.err()).isEmpty();
  }

  @Test
  void servicesAreJsonOnRequest() {
    TestConsole console = new TestConsole();
    assertThat(console.run("services", "--json", "--flight-location", server.location())).isZero();
    Map<String, Object> holder = JsonText.readObject("{\"all\":" + console.out() + "}");
    assertThat((Iterable<?>) holder.get("all")).hasSize(11);
  }

  @Test
  void aServiceIsDescribedWithAQueryThatWorks() {
    TestConsole console = new TestConsole();
    assertThat(console.run("describe", "Knobs", "--flight-location", server.location())).isZero();
    assertThat(console.out().lines().map(String::stripTrailing).toList())
        .containsExactly(
            "test.knobs",
            "  Says what it was asked.",
            "  Also known as Knobs",
            "",
            "PARAMETER  TYPE              DEFAULT   ALLOWED     DESCRIPTION",
            "---------  ----------------  --------  ----------  -----------",
            "text       string            required              Any text.",
            "count      integer           required  1..9        How many.",
            "share      number            0.5",
            "loud       boolean           false",
            "level      string            low       low | high",
            "day        date              optional",
            "list       array of integer  []",
            "",
            "Example",
            "  fastflight query test.knobs --param 'text=it'\\''s' --param count=2 --param 'list=[1,2]'"
                + " --flight-location "
                + server.location());
  }

  @Test
  void aDescriptionIsJsonOnRequest() {
    TestConsole console = new TestConsole();
    int exit =
        console.run("describe", "test.rows", "--json", "--flight-location", server.location());
    assertThat(exit).isZero();
    ServiceDescription read =
        ServiceDescription.fromJson(console.out().getBytes(StandardCharsets.UTF_8));
    assertThat(read.name()).isEqualTo("test.rows");
    assertThat(read.parameters()).containsKey("properties");
  }

  @Test
  void anUnknownServiceIsExitCode3() {
    TestConsole console = new TestConsole();
    assertThat(console.run("describe", "test.knob", "--flight-location", server.location()))
        .isEqualTo(3);
    assertThat(console.err()).contains("Closest registered: test.knobs");
    assertThat(console.err().lines()).hasSize(1);
  }
}
