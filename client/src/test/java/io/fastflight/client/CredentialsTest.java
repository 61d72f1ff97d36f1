package io.fastflight.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.service.Secret;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;

/** To whom a client shows its credential, where one server names another. */
class CredentialsTest {
  private static final String SERVICE = "x.rows";

  private static PlainFlightServer server(BufferAllocator memory) throws Exception {
    return new PlainFlightServer(
        memory,
        (allocator, listener) -> {
          PlainFlightServer.sendIds(allocator, listener, 1);
          listener.completed();
        });
  }

  private static FastFlightClient client(
      PlainFlightServer server, UnaryOperator<ClientConfig.Builder> settings) {
    ClientConfig.Builder config =
        ClientConfig.builder(server.location())
            .signIn(SignIn.token(Secret.of("canary")))
            .serverTickets();
    return FastFlightClient.connect(settings.apply(config).build());
  }

  @Test
  void aLocationThatAServerNamesGetsNoCredential(BufferAllocator memory) throws Exception {
    try (PlainFlightServer asked = server(memory);
        PlainFlightServer named = server(memory);
        FastFlightClient client = client(asked, config -> config)) {
      asked.plansAt(named);
      FetchOptions options = FetchOptions.builder().header("x-api-key", "canary").build();
      try (Table table = client.with(options).fetch(SERVICE, Map.of())) {
        assertThat(table.rowCount()).isEqualTo(10);
      }
      assertThat(asked.planHeader("authorization")).isEqualTo("Bearer canary");
      assertThat(asked.planHeader("x-api-key")).isEqualTo("canary");
      assertThat(named.header("authorization")).isNull();
      assertThat(named.header("x-api-key")).isNull();
      assertThat(named.header("fastflight-call-id")).isNotNull();
    }
  }

  @Test
  void aLocationThatIsTrustedGetsIt(BufferAllocator memory) throws Exception {
    try (PlainFlightServer asked = server(memory);
        PlainFlightServer named = server(memory);
        FastFlightClient client =
            client(asked, config -> config.trustedLocation(named.location()))) {
      asked.plansAt(named);
      client.fetch(SERVICE, Map.of()).close();
      assertThat(named.header("authorization")).isEqualTo("Bearer canary");
    }
  }

  @Test
  void theClientsOwnLocationsGetIt(BufferAllocator memory) throws Exception {
    try (PlainFlightServer asked = server(memory);
        PlainFlightServer replica = server(memory);
        FastFlightClient client = client(asked, config -> config.replica(replica.location()))) {
      client.fetch(SERVICE, Map.of()).close();
      assertThat(asked.header("authorization")).isEqualTo("Bearer canary");
      asked.plansAt(replica);
      client.fetch(SERVICE, Map.of()).close();
      assertThat(replica.header("authorization")).isEqualTo("Bearer canary");
    }
  }

  @Test
  void aRefusalSaysWhyNothingWasSent(BufferAllocator memory) throws Exception {
    try (PlainFlightServer asked = server(memory);
        PlainFlightServer named =
            new PlainFlightServer(
                memory,
                (allocator, listener) ->
                    listener.error(CallStatus.UNAUTHENTICATED.toRuntimeException()));
        FastFlightClient client = client(asked, config -> config)) {
      asked.plansAt(named);
      assertThatThrownBy(() -> client.fetch(SERVICE, Map.of()))
          .isInstanceOf(UnauthenticatedException.class)
          .hasMessage(
              "%s wants to know who calls, and nothing that says so was sent there: a server named it, not this client's configuration. If it may have your credential, name it in ClientConfig.trustedLocation.",
              named.location());
    }
  }

  @Test
  void whatIsNoLocationIsNotTrusted() {
    assertThatThrownBy(() -> ClientConfig.builder("grpc://a:1").trustedLocation("https://a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The location must be grpc://host:port");
  }
}
