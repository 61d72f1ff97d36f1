package io.fastflight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.InternalFaultException;
import io.fastflight.params.ParamsType;
import io.fastflight.service.Services.First;
import io.fastflight.service.Services.Second;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceDescriptionTest {
  private final ServiceRegistry registry =
      ServiceRegistry.builder()
          .register(First.class, Services.none())
          .register(Second.class, Services.none())
          .build();

  @Test
  void descriptionHoldsWhatTheCatalogueShows() {
    ServiceDescription first = registry.service("test.first").describe();
    assertThat(first.name()).isEqualTo("test.first");
    assertThat(first.aliases()).containsExactly("First");
    assertThat(first.description()).isEqualTo("The first.");
    assertThat(first.example()).contains(Map.of("rows", 3));
    assertThat(first.parameters()).containsEntry("required", List.of("param_type"));
    assertThat(first.serviceType()).startsWith(Services.class.getName());
  }

  @Test
  void asynchronousServiceIsShownUnderItsOwnName() {
    AsyncDataService<Second> service = (params, context) -> subscriber -> {};
    ServiceRegistry asynchronous =
        ServiceRegistry.builder().registerAsync(Second.class, service).build();
    assertThat(asynchronous.service("test.second").serviceType())
        .isEqualTo(service.getClass().getName());
  }

  @Test
  void jsonIsReadBack() {
    for (String name : List.of("test.first", "test.second")) {
      ServiceDescription description = registry.service(name).describe();
      byte[] json = description.toJson().getBytes(StandardCharsets.UTF_8);
      assertThat(ServiceDescription.fromJson(json)).isEqualTo(description);
    }
    assertThat(registry.service("test.second").describe().example()).isEqualTo(Optional.empty());
  }

  @Test
  void jsonHasItsFieldsInOrder() {
    assertThat(registry.service("test.first").describe().toMap().keySet())
        .containsExactly(
            "name", "aliases", "description", "service_type", "parameters", "example", "resumable");
  }

  @Test
  void boundsOfAServiceAreShownAndReadBack() {
    ServiceLimits limits =
        new ServiceLimits(
            OptionalLong.of(5),
            OptionalLong.empty(),
            Optional.of(Duration.ofMillis(1_500)),
            OptionalInt.empty());
    ServiceDescription description =
        ServiceRegistry.builder()
            .register(ParamsType.of(First.class), Services.none(), limits)
            .build()
            .service("test.first")
            .describe();
    assertThat(description.toJson()).contains("\"limits\":{\"rows\":5,\"seconds\":1.500}");
    assertThat(ServiceDescription.fromJson(description.toJson().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(description);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\": 5}",
        "[]",
        "not json",
        "{\"name\": \"a\", \"aliases\": \"b\", \"description\": \"\", \"service_type\": \"\","
            + " \"parameters\": {}}"
      })
  void whatIsNoDescriptionIsTheServersFault(String json) {
    assertThatThrownBy(() -> ServiceDescription.fromJson(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InternalFaultException.class)
        .hasMessage("The server's description of a service is not FastFlight's.");
  }
}
