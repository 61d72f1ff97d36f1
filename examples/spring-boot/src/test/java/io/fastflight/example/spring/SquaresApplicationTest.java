package io.fastflight.example.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.batch.Table;
import io.fastflight.client.FastFlightClient;
import io.fastflight.spring.FlightDoor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class SquaresApplicationTest {
  private static final Path EXAMPLE = Path.of("").toAbsolutePath();

  @Test
  void answersOverHttpAndFlightAsItsReadmeSays() throws Exception {
    try (ConfigurableApplicationContext app =
        new SpringApplicationBuilder(SquaresApplication.class)
            .properties("spring.main.register-shutdown-hook=false")
            .run("--server.port=0", "--fastflight.flight.port=0")) {
      String csv = get(app, "/fastflight/stream/example.squares?count=5&format=csv");
      assertThat(csv).isEqualTo("square\r\n1\r\n4\r\n9\r\n16\r\n25\r\n");
      assertThat(Files.readString(EXAMPLE.resolve("README.md")))
          .contains(csv.replace("\r\n", "\n    ").strip());
      assertThat(get(app, "/actuator/health")).contains("\"status\":\"UP\"");
      try (FastFlightClient client =
              FastFlightClient.connect(app.getBean(FlightDoor.class).location());
          Table table = client.fetch(new SquaresApplication.Squares(5))) {
        assertThat(table.value("square", 4)).isEqualTo(25L);
      }
    }
  }

  private static String get(ConfigurableApplicationContext app, String path)
      throws IOException, InterruptedException {
    String port = app.getEnvironment().getRequiredProperty("local.server.port");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void theHowToShowsThisCode() throws IOException {
    String code =
        Files.readString(
            EXAMPLE.resolve("src/main/java/io/fastflight/example/spring/SquaresApplication.java"));
    String shown = code.substring(code.indexOf("// how-to:begin"), code.indexOf("// how-to:end"));
    String bean = shown.substring(shown.indexOf('\n') + 1).stripTrailing().stripIndent();
    assertThat(Files.readString(EXAMPLE.resolve("../../docs/how-to/spring-boot.md")))
        .contains(bean);
  }
}
