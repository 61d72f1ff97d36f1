package io.fastflight.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.engine.Engine;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.security.Authentication;
import io.fastflight.security.Sessions;
import io.fastflight.security.oidc.OidcConfig;
import io.fastflight.security.oidc.OidcSignIn;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.security.scheme.Passwords;
import io.fastflight.security.scheme.UserFile;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.service.Secret;
import io.fastflight.testkit.certificates.TestAuthority;
import io.fastflight.testkit.oidc.TestProvider;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.wire.tls.ServerTls;
import io.fastflight.wire.tls.TlsFiles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signing in at the console in a real Chromium, over TLS; what must hold is in {@code
 * console/src/test/browser/sign-in.mjs}.
 */
class ConsoleSignInTest {
  private static final int PORTS_TO_TRY = 20;
  private static final Secret PASSWORD = Secret.of("canary-horse battery");

  @TempDir Path folder;

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES) // a browser on a busy machine is slow
  void aPersonCanSignInByEachWayAndOut(BufferAllocator memory) throws Exception {
    BrowserScript script = BrowserScript.named("sign-in.mjs");
    Secret key =
        new ApiKeyFile(folder.resolve("keys")).create("kim", Set.of("reader"), Optional.empty());
    new UserFile(folder.resolve("users")).set("ada", PASSWORD, Set.of("reader"));
    TestAuthority.Pair pair = TestAuthority.in(folder).rsaServer();
    try (ServerTls tls = ServerTls.open(new TlsFiles(pair.certificate(), pair.key()));
        TestProvider provider = new TestProvider();
        FastFlightHttpServer server = start(memory, tls, provider)) {
      Map<String, String> secrets =
          Map.of("FASTFLIGHT_KEY", key.reveal(), "FASTFLIGHT_PASSWORD", PASSWORD.reveal());
      assertThat(script.run(secrets, server.location() + "/", provider.issuer()))
          .endsWith("all good");
    }
  }

  /** A provider has to know the port before the server has it, so another may take it first. */
  private FastFlightHttpServer start(BufferAllocator memory, ServerTls tls, TestProvider provider)
      throws Exception {
    Authentication authentication =
        Authentication.by(
            ApiKeys.of(folder.resolve("keys")), Passwords.of(folder.resolve("users")));
    Engine engine = new Engine(SampleServices.registry(), memory);
    for (int i = 1; ; i++) {
      int port = freePort();
      OidcConfig oidc =
          OidcConfig.builder(
                  provider.issuer(),
                  TestProvider.CLIENT,
                  Secret.of(TestProvider.SECRET),
                  "https://127.0.0.1:%s/fastflight/session/callback".formatted(port))
              .label("Example")
              .build();
      try {
        return FastFlightHttpServer.builder(engine)
            .port(port)
            .tls(tls)
            .sessions(new Sessions(Optional.of(authentication), Duration.ofHours(1)))
            .signInAt(OidcSignIn.of(oidc, SealKeys.ofThisProcess()))
            .closeGrace(Duration.ofMillis(500))
            .start();
      } catch (ServerUnavailableException taken) {
        if (i == PORTS_TO_TRY) {
          throw taken;
        }
      }
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
