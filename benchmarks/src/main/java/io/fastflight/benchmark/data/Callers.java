package io.fastflight.benchmark.data;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fastflight.policy.Policy;
import io.fastflight.policy.Rule;
import io.fastflight.security.Authentication;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.security.scheme.JwtBearer;
import io.fastflight.security.scheme.JwtConfig;
import io.fastflight.testkit.certificates.TestAuthority;
import io.fastflight.wire.tls.ServerTls;
import io.fastflight.wire.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may call the servers of the benchmark, and what they see: files in a folder, which it writes
 * before a server starts and both ends read.
 */
public final class Callers {
  private static final String ISSUER = "https://issuer.example.org";
  private static final String AUDIENCE = "bench";
  private static final String SERVICES = "bench.batches";

  private final Path folder;

  /** What a caller sees of every batch; each has an API key of its own. */
  public enum Sight {
    /** All of it: a rule without a filter. */
    ALL(""),
    /** The first half of a batch of 8 int64. */
    HALF_OF_INT64("c0 < 259485000"),
    /** Flights that were not late, about half, scattered. */
    HALF_OF_FLIGHTS("delay < 0"),
    /** Flights that were not very late, most, scattered. */
    MOST_FLIGHTS("delay < 45");

    private final String filter;

    Sight(String filter) {
      this.filter = filter;
    }

    /** Returns the filter of the caller's rule; empty if there is none. */
    public String filter() {
      return filter;
    }
  }

  /** Names the folder. */
  public Callers(Path folder) {
    this.folder = folder;
  }

  /** Writes certificates, keys and tokens. */
  public void write() throws IOException {
    TestAuthority authority = TestAuthority.in(folder);
    TestAuthority.Pair pair = authority.rsaServer();
    Files.copy(authority.certificate(), trust());
    Files.copy(pair.certificate(), folder.resolve("server.pem"));
    Files.copy(pair.key(), folder.resolve("server.key"));
    ApiKeyFile keys = new ApiKeyFile(folder.resolve("keys"));
    for (Sight sight : Sight.values()) {
      String key = keys.create(sight.name(), Set.of(sight.name()), Optional.empty()).reveal();
      Files.writeString(file(sight), key);
    }
    try {
      writeJwt();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("Every JVM has RSA.", impossible);
    }
  }

  @SuppressWarnings("JavaUtilDate") // what Nimbus takes for a time
  private void writeJwt() throws IOException, JOSEException {
    RSAKey key = new RSAKeyGenerator(2048).keyID("bench").generate();
    Files.writeString(folder.resolve("jwks.json"), new JWKSet(key.toPublicJWK()).toString());
    Instant now = Instant.now();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("bench").build(),
            new JWTClaimsSet.Builder()
                .subject("bench")
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .notBeforeTime(Date.from(now.minusSeconds(60)))
                .expirationTime(Date.from(now.plusSeconds(86_400)))
                .claim("roles", List.of(Sight.ALL.name()))
                .build());
    token.sign(new RSASSASigner(key));
    Files.writeString(folder.resolve("jwt"), token.serialize());
  }

  private Path file(Sight sight) {
    return folder.resolve("key-" + sight.name());
  }

  /** Returns the API key of one who sees so much. */
  public String key(Sight sight) throws IOException {
    return Files.readString(file(sight));
  }

  /** Returns the JWT, RS256, of one who sees all. */
  public String jwt() throws IOException {
    return Files.readString(folder.resolve("jwt"));
  }

  /** Returns the certificate of the authority that vouches for the server. */
  public Path trust() {
    return folder.resolve("trust.pem");
  }

  /** Opens the server's certificate and key; the caller closes it. */
  public ServerTls tls() {
    return ServerTls.open(new TlsFiles(folder.resolve("server.pem"), folder.resolve("server.key")));
  }

  /** Returns what knows the callers. */
  public Authentication authentication() {
    return Authentication.by(
        ApiKeys.of(folder.resolve("keys")),
        JwtBearer.of(
            JwtConfig.builder(ISSUER, AUDIENCE, folder.resolve("jwks.json").toString()).build()));
  }

  /** Returns a rule for each of them. */
  public static Policy policy() {
    Policy.Builder policy = Policy.builder();
    for (Sight sight : Sight.values()) {
      policy.roles(sight.name());
      Rule.Builder rule = Rule.of(sight.name()).roles(sight.name()).services(SERVICES);
      policy.rule((sight.filter().isEmpty() ? rule : rule.filter(sight.filter())).build());
    }
    return policy.build();
  }
}
