package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Table;
import io.fastflight.client.ClientConfig;
import io.fastflight.client.FastFlightClient;
import io.fastflight.client.FetchOptions;
import io.fastflight.client.SignIn;
import io.fastflight.error.PermissionDeniedException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.params.ParamsCodec;
import io.fastflight.security.CallerCredentials;
import io.fastflight.service.Secret;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.ClientTls;
import io.fastflight.wire.tls.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, sign-in and tickets at both doors, with our client, arrow-java's and curl. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredDoorsTest {
  private static final StreamRequest WHO = StreamRequest.of(new WhoParams());

  @TempDir static Path folder;
  private BufferAllocator memory;
  private SecuredServer server;

  /** The ways to sign in, and one without. */
  enum Way {
    KEY("kim [reader]"),
    PASSWORD("ada [reader]"),
    CERTIFICATE("carl [reader]"),
    NONE(""),
    WRONG_KEY(""),
    WRONG_PASSWORD(""),
    UNKNOWN_USER(""),
    FORGED_SESSION(""),
    JWT_OF_NOBODY("");

    final String who;

    Way(String who) {
      this.who = who;
    }
  }

  @BeforeAll
  void start(BufferAllocator allocator) {
    memory = allocator;
    server = new SecuredServer(allocator, folder, "127.0.0.1");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private ClientConfig.Builder config() {
    return ClientConfig.builder(server.flightLocation()).tls(ClientTls.trusting(server.trust));
  }

  private ClientConfig config(Way way) {
    ClientConfig.Builder config = config();
    switch (way) {
      case KEY -> config.signIn(SignIn.token(server.key));
      case PASSWORD -> config.signIn(SignIn.password(SecuredServer.USER, SecuredServer.PASSWORD));
      case CERTIFICATE ->
          config.tls(
              ClientTls.trusting(
                  server.trust,
                  new TlsFiles(server.clientPair.certificate(), server.clientPair.key())));
      case NONE -> {}
      case WRONG_KEY -> config.signIn(SignIn.token(Secret.of(server.key.reveal() + "x")));
      case WRONG_PASSWORD -> config.signIn(SignIn.password(SecuredServer.USER, Secret.of("wrong")));
      case UNKNOWN_USER -> config.signIn(SignIn.password("eve", SecuredServer.PASSWORD));
      case FORGED_SESSION -> config.signIn(SignIn.token(Secret.of("ffs_AAAA")));
      case JWT_OF_NOBODY -> config.signIn(SignIn.token(Secret.of("a.b.c")));
    }
    return config.build();
  }

  private static String who(FastFlightClient client) {
    try (Table table = client.fetch(WHO)) {
      return String.valueOf(table.value("name", 0));
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void ourClientIsKnownByEachWayAndRefusedWithout(Way way) {
    try (FastFlightClient client = FastFlightClient.connect(config(way))) {
      if (way.who.isEmpty()) {
        assertThatThrownBy(() -> who(client)).isInstanceOf(UnauthenticatedException.class);
        assertThatThrownBy(client::services).isInstanceOf(UnauthenticatedException.class);
        assertThatThrownBy(() -> client.schema(WHO)).isInstanceOf(UnauthenticatedException.class);
      } else {
        assertThat(who(client)).isEqualTo(way.who);
        assertThat(client.services()).isNotEmpty();
        assertThat(client.schema(WHO).getFields()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void curlIsKnownByEachWayAndRefusedWithout(Way way) throws Exception {
    List<String> arguments = new ArrayList<>();
    switch (way) {
      case KEY -> arguments.addAll(List.of("-H", "x-api-key: " + server.key.reveal()));
      case PASSWORD ->
          arguments.addAll(
              List.of("-u", SecuredServer.USER + ":" + SecuredServer.PASSWORD.reveal()));
      case CERTIFICATE ->
          arguments.addAll(
              List.of(
                  "--cert",
                  server.clientPair.certificate().toString(),
                  "--key",
                  server.clientPair.key().toString()));
      case NONE -> {}
      case WRONG_KEY ->
          arguments.addAll(List.of("-H", "authorization: Bearer " + server.key.reveal() + "x"));
      case WRONG_PASSWORD -> arguments.addAll(List.of("-u", SecuredServer.USER + ":wrong"));
      case UNKNOWN_USER -> arguments.addAll(List.of("-u", "eve:wrong"));
      case FORGED_SESSION -> arguments.addAll(List.of("-H", "authorization: Bearer ffs_AAAA"));
      case JWT_OF_NOBODY -> arguments.addAll(List.of("-H", "authorization: Bearer a.b.c"));
    }
    for (String version : List.of("--http1.1", "--http2")) {
      arguments.add(version);
      for (String path : List.of("/stream/test.who?format=csv", "/services", "/openapi.json")) {
        String answer = curl(path, arguments);
        if (way.who.isEmpty()) {
          assertThat(answer)
              .contains(" 401")
              .contains("www-authenticate: Bearer realm=\"fastflight\", Basic realm=")
              .contains("\"code\":\"UNAUTHENTICATED\"");
        } else {
          assertThat(answer).contains(" 200");
        }
      }
      if (!way.who.isEmpty()) {
        assertThat(curl("/stream/test.who?format=csv", arguments)).contains(way.who);
      }
    }
  }

  /** Returns head and body of the answer. */
  private String curl(String path, List<String> arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "-i", "--max-time", "60", "--cacert"));
    command.add(server.trust.toString());
    command.addAll(arguments);
    command.add(server.httpBase() + path);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/docs", "/../"})
  void pagesAndHealthAreForEveryone(String path) throws Exception {
    assertThat(curl(path, List.of("--http1.1"))).startsWith("HTTP/1.1 200");
  }

  @Test
  void aRefusedUploadIsAnsweredBeforeItIsRead() throws Exception {
    Path large = Files.write(folder.resolve("large"), new byte[200_000]);
    String answer = curl("/stream", List.of("--http1.1", "-T", large.toString(), "-X", "POST"));
    assertThat(answer).contains("HTTP/1.1 401");
  }

  @Test
  void twoCredentialsAreRefusedAtBothDoors() throws Exception {
    String bearer = "authorization: Bearer " + server.key.reveal();
    assertThat(
            curl(
                "/services",
                List.of(
                    "-H", bearer, "-H", CallerCredentials.API_KEY + ": " + server.key.reveal())))
        .contains(" 401")
        .contains("several credentials");
    FetchOptions options =
        FetchOptions.builder().header(CallerCredentials.API_KEY, server.key.reveal()).build();
    try (FastFlightClient client = FastFlightClient.connect(config(Way.KEY))) {
      assertThatThrownBy(() -> client.with(options).fetch(WHO))
          .isInstanceOf(UnauthenticatedException.class)
          .hasMessageStartingWith("The call has several credentials.");
    }
  }

  @Test
  void aReadMayBeSignedByAnother() {
    FetchOptions asAda =
        FetchOptions.builder()
            .signIn(SignIn.password(SecuredServer.USER, SecuredServer.PASSWORD))
            .build();
    try (FastFlightClient client = FastFlightClient.connect(config(Way.KEY))) {
      assertThat(who(client)).isEqualTo("kim [reader]");
      assertThat(who(client.with(asAda))).isEqualTo("ada [reader]");
    }
  }

  private FlightClient arrow() throws IOException {
    try (InputStream trusted = Files.newInputStream(server.trust)) {
      return FlightClient.builder(memory, Location.forGrpcTls("127.0.0.1", server.flight.port()))
          .trustedCertificates(trusted)
          .build();
    }
  }

  private static String who(FlightClient client, CredentialCallOption... caller) throws Exception {
    FlightInfo info = client.getInfo(whoDescriptor(), caller);
    try (FlightStream stream = client.getStream(info.getEndpoints().get(0).getTicket(), caller)) {
      assertThat(stream.next()).isTrue();
      return String.valueOf(stream.getRoot().getVector("name").getObject(0));
    }
  }

  @Test
  void arrowsClientIsKnownByTokenPasswordAndCertificate() throws Exception {
    try (FlightClient client = arrow()) {
      assertThat(who(client, bearer(server.key))).isEqualTo(Way.KEY.who);
      assertThat(who(client, bearer(Secret.of(server.issuer.right())))).startsWith("ada");
      assertThat(who(client, ada())).isEqualTo(Way.PASSWORD.who);
      assertThatThrownBy(() -> who(client)).hasMessageContaining("This server");
    }
    try (InputStream trusted = Files.newInputStream(server.trust);
        InputStream certificate = Files.newInputStream(server.clientPair.certificate());
        InputStream key = Files.newInputStream(server.clientPair.key());
        FlightClient client =
            FlightClient.builder(memory, Location.forGrpcTls("127.0.0.1", server.flight.port()))
                .trustedCertificates(trusted)
                .clientCertificate(certificate, key)
                .build()) {
      assertThat(who(client)).isEqualTo(Way.CERTIFICATE.who);
    }
  }

  @Test
  void arrowsClientSignsInByHandshakeAndReadsWithItsToken() throws Exception {
    try (FlightClient client = arrow()) {
      CredentialCallOption token =
          client
              .authenticateBasicToken(SecuredServer.USER, SecuredServer.PASSWORD.reveal())
              .orElseThrow();
      assertThat(who(client, token)).isEqualTo(Way.PASSWORD.who);
    }
  }

  @Test
  void aHandshakeWithAWrongPasswordIsRefused() throws Exception {
    try (FlightClient client = arrow()) {
      assertThatThrownBy(() -> client.authenticateBasicToken(SecuredServer.USER, "wrong"))
          .isInstanceOfSatisfying(
              FlightRuntimeException.class,
              refused ->
                  assertThat(refused.status().code()).isEqualTo(FlightStatusCode.UNAUTHENTICATED));
    }
  }

  private static FlightDescriptor whoDescriptor() {
    return FlightDescriptor.command(ParamsCodec.encode(new WhoParams()));
  }

  private static CredentialCallOption bearer(Secret token) {
    return new CredentialCallOption(
        headers -> headers.insert("authorization", "Bearer " + token.reveal()));
  }

  private static CredentialCallOption ada() {
    String both = SecuredServer.USER + ":" + SecuredServer.PASSWORD.reveal();
    String base64 = Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    return new CredentialCallOption(headers -> headers.insert("authorization", "Basic " + base64));
  }

  private static FlightStatusCode refusal(
      FlightClient client, byte[] ticket, CredentialCallOption caller) {
    try (FlightStream stream = client.getStream(new Ticket(ticket), caller)) {
      stream.next();
      return FlightStatusCode.OK;
    } catch (FlightRuntimeException refused) {
      return refused.status().code();
    } catch (Exception other) {
      throw new IllegalStateException(other);
    }
  }

  @Test
  void aTicketIsForItsCallerOnlyAndForNobodyWhenItIsChanged() throws Exception {
    try (FlightClient client = arrow()) {
      byte[] ticket =
          client
              .getInfo(whoDescriptor(), bearer(server.key))
              .getEndpoints()
              .get(0)
              .getTicket()
              .getBytes();
      assertThat(new String(ticket, StandardCharsets.ISO_8859_1)).doesNotContain("test.who");
      assertThat(refusal(client, ticket, bearer(server.key))).isEqualTo(FlightStatusCode.OK);
      assertThat(refusal(client, ticket, bearer(server.key)))
          .as("a ticket may be used again until it ends")
          .isEqualTo(FlightStatusCode.OK);
      assertThat(refusal(client, ticket, ada())).isEqualTo(FlightStatusCode.UNAUTHORIZED);
      for (int bit = 0; bit < ticket.length * 8; bit++) {
        byte[] flipped = ticket.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(refusal(client, flipped, bearer(server.key)))
            .as("bit %s", bit)
            .isIn(FlightStatusCode.UNAUTHORIZED, FlightStatusCode.INVALID_ARGUMENT);
      }
    }
  }

  @Test
  void otherAddressesTakeNoTicketsButTheirOwn(@TempDir Path own) {
    try (SecuredServer open = new SecuredServer(memory, own, "0.0.0.0")) {
      ClientConfig.Builder config =
          ClientConfig.builder(open.flightLocation())
              .tls(ClientTls.trusting(open.trust))
              .signIn(SignIn.token(open.key));
      try (FastFlightClient direct = FastFlightClient.connect(config.build())) {
        assertThatThrownBy(() -> who(direct))
            .isInstanceOf(PermissionDeniedException.class)
            .hasMessage(
                "This server takes no ticket that it has not made. Ask for one by GetFlightInfo, with the same JSON as a command; 'fastflight query' does with --server-tickets.");
      }
      try (FastFlightClient asking = FastFlightClient.connect(config.serverTickets().build())) {
        assertThat(who(asking)).isEqualTo("kim [reader]");
        StreamRequest rows = StreamRequest.of("test.rows", Map.of("rows", 1_000));
        FetchOptions limited = FetchOptions.builder().rowLimit(10).build();
        try (Table table = asking.with(limited).fetch(rows)) {
          assertThat(table.rowCount()).isEqualTo(10);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-tls1_1, 1", "-tls1_2, 0", "-tls1_3, 0"})
  void onlyTls12And13AreSpoken(String version, int exit) throws Exception {
    for (int port : new int[] {server.flight.port(), server.http.port()}) {
      Process process =
          new ProcessBuilder(
                  "openssl",
                  "s_client",
                  "-connect",
                  "127.0.0.1:" + port,
                  version,
                  "-cipher",
                  "DEFAULT:@SECLEVEL=0",
                  "-alpn",
                  "h2",
                  "-CAfile",
                  server.trust.toString(),
                  "-verify_return_error")
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isEqualTo(exit);
      if (exit == 0) {
        assertThat(said).contains("ALPN protocol: h2");
      }
    }
  }

  @Test
  void connectionsThatStallInTheHandshakeKeepNobodyOut() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        int port = i % 2 == 0 ? server.flight.port() : server.http.port();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
        stalled.add(socket);
      }
      try (FastFlightClient client = FastFlightClient.connect(config(Way.KEY))) {
        assertThat(who(client)).isEqualTo("kim [reader]");
      }
      assertThat(curl("/services", List.of("-H", "x-api-key: " + server.key.reveal())))
          .contains(" 200");
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }
}
