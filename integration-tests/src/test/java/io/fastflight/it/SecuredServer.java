package io.fastflight.it;

import io.fastflight.batch.BatchReader;
import io.fastflight.engine.Engine;
import io.fastflight.engine.MemoryLimits;
import io.fastflight.engine.Offer;
import io.fastflight.http.FastFlightHttpServer;
import io.fastflight.policy.Policy;
import io.fastflight.security.Authentication;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.security.scheme.ClientCertificate;
import io.fastflight.security.scheme.JwtBearer;
import io.fastflight.security.scheme.JwtConfig;
import io.fastflight.security.scheme.Passwords;
import io.fastflight.security.scheme.UserFile;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.CallListener;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.testkit.attack.TestIssuer;
import io.fastflight.testkit.certificates.TestAuthority;
import io.fastflight.testkit.sample.SampleServices;
import io.fastflight.testkit.sample.SlowService;
import io.fastflight.wire.tls.ClientCertificates;
import io.fastflight.wire.tls.ServerTls;
import io.fastflight.wire.tls.TlsFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Both doors with TLS and every way to sign in, and a service that says who calls. */
public final class SecuredServer implements AutoCloseable {
  public static final String USER = "ada";
  public static final Secret PASSWORD = Secret.of("canary-horse");

  private static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("name", ArrowType.Utf8.INSTANCE)));

  public final Path trust;
  public final TestAuthority.Pair clientPair;
  public final TestIssuer issuer;
  public final Secret key;
  public final FastFlightServer flight;
  public final FastFlightHttpServer http;
  private final BufferAllocator memory;
  private final ServerTls tls;

  SecuredServer(BufferAllocator parent, Path folder, String host) {
    this(parent, folder, host, Policy.open());
  }

  /** Serves under a policy; its roles are {@code reader} and those of keys made later. */
  public SecuredServer(BufferAllocator parent, Path folder, String host, Policy policy) {
    memory = parent.newChildAllocator("secured server", 0, Long.MAX_VALUE);
    TestAuthority authority = TestAuthority.in(folder);
    trust = authority.certificate();
    clientPair = authority.client("CN=carl,O=reader");
    TestAuthority.Pair pair = authority.rsaServer();
    tls =
        ServerTls.open(
            new TlsFiles(pair.certificate(), pair.key()), trust, ClientCertificates.OPTIONAL);
    issuer = TestIssuer.in(folder);
    key = new ApiKeyFile(folder.resolve("keys")).create("kim", Set.of("reader"), Optional.empty());
    new UserFile(folder.resolve("users")).set(USER, PASSWORD, Set.of("reader"));
    Authentication authentication = authentication(folder, issuer);
    Engine engine = engine(policy, memory);
    flight =
        FastFlightServer.builder(engine)
            .host(host)
            .port(0)
            .tls(tls)
            .authentication(authentication)
            .closeGrace(Duration.ofMillis(500))
            .start();
    http =
        FastFlightHttpServer.builder(engine)
            .host(host)
            .port(0)
            .tls(tls)
            .authentication(authentication)
            .closeGrace(Duration.ofMillis(500))
            .start();
  }

  private static Engine engine(Policy policy, BufferAllocator memory) {
    ServiceRegistry.Builder services = SampleServices.builder(new SlowService());
    services.register(WhoParams.class, SecuredServer::who);
    Offer offer = new Offer(services.build(), policy);
    return new Engine(offer, memory, MemoryLimits.defaults(), CallListener.NONE);
  }

  private static Authentication authentication(Path folder, TestIssuer issuer) {
    return Authentication.by(
        ApiKeys.of(folder.resolve("keys")),
        Passwords.of(folder.resolve("users")),
        JwtBearer.of(
            JwtConfig.builder(TestIssuer.ISSUER, TestIssuer.AUDIENCE, issuer.keys().toString())
                .leeway(Duration.ofSeconds(5))
                .build()),
        new ClientCertificate());
  }

  /** Says who calls, as one row. */
  private static BatchReader who(WhoParams params, ServiceContext context) {
    Identity caller = context.identity();
    byte[] who = (caller.name() + " " + caller.roles()).getBytes(StandardCharsets.UTF_8);
    AtomicBoolean told = new AtomicBoolean();
    return BatchReader.filled(
        SCHEMA,
        context.allocator(),
        batch -> {
          if (told.getAndSet(true)) {
            return false;
          }
          ((VarCharVector) batch.getVector("name")).setSafe(0, who);
          batch.setRowCount(1);
          return true;
        });
  }

  /** Returns where Flight is. */
  public String flightLocation() {
    return "grpc+tls://127.0.0.1:" + flight.port();
  }

  /** Returns where HTTP is, with its prefix. */
  public String httpBase() {
    return "https://127.0.0.1:" + http.port() + "/fastflight";
  }

  @Override
  public void close() {
    http.close();
    flight.close();
    tls.close();
    memory.close();
  }
}
