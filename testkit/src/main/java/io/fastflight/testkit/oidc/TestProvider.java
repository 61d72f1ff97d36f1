package io.fastflight.testkit.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fastflight.params.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect provider on this machine: discovery, authorisation, tokens and keys. Whoever
 * comes is signed in at once. A code is good once, for the same redirect URI and verifier.
 *
 * <p><b>Threads:</b> any.
 */
public final class TestProvider implements AutoCloseable {
  /** What it calls the server that is tested. */
  public static final String CLIENT = "fastflight-console";

  /** What that server proves it by; made of what a form and a header have to escape. */
  public static final String SECRET = "canary-s3cret/+&: of the test";

  private static final String KEY_ID = "k1";

  private static final KeyPair SHARED = newKeys(); // to make one takes a while

  private final HttpServer server;
  private final KeyPair keys;
  private final Map<String, Map<String, String>> grants = new ConcurrentHashMap<>();
  private volatile Consumer<Map<String, Object>> changes = claims -> {};
  private volatile Consumer<Map<String, Object>> facts = document -> {};
  private volatile boolean refuses;
  private volatile @Nullable String lastToken;

  /** Starts it on a free port, with the key that all such providers of a process have. */
  public TestProvider() {
    this(SHARED);
  }

  private TestProvider(KeyPair keys) {
    this.keys = keys;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
    server.createContext(
        "/.well-known/openid-configuration", exchange -> json(exchange, document()));
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.createContext("/keys", exchange -> json(exchange, keySet()));
    server.start();
  }

  /** Starts one with a key of its own, under the same name. */
  public static TestProvider withItsOwnKey() {
    return new TestProvider(newKeys());
  }

  private static KeyPair newKeys() {
    try {
      return KeyPairGenerator.getInstance("RSA").generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns its URL, which is its name. */
  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Changes what its ID tokens say from now on. */
  public void claims(Consumer<Map<String, Object>> changes) {
    this.changes = changes;
  }

  /** Changes what it says of itself from now on. */
  public void facts(Consumer<Map<String, Object>> changes) {
    this.facts = changes;
  }

  /** Sends people back without a code from now on. */
  public void refuse() {
    this.refuses = true;
  }

  /** Returns the ID token that it gave out last. */
  public String lastToken() {
    return String.valueOf(lastToken);
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", issuer());
    document.put("authorization_endpoint", issuer() + "/authorize");
    document.put("token_endpoint", issuer() + "/token");
    document.put("jwks_uri", issuer() + "/keys");
    document.put("response_types_supported", List.of("code"));
    facts.accept(document);
    return document;
  }

  private Map<String, Object> keySet() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return Map.of(
        "keys",
        List.of(
            Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "alg",
                "RS256",
                "kid",
                KEY_ID,
                "n",
                base64(unsigned(key.getModulus())),
                "e",
                base64(unsigned(key.getPublicExponent())))));
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = fields(exchange.getRequestURI().getRawQuery());
    String code = UUID.randomUUID().toString();
    grants.put(code, asked);
    String answer = refuses ? "error=access_denied" : "code=" + code;
    closing(exchange);
    exchange
        .getResponseHeaders()
        .set(
            "location",
            "%s?%s&state=%s".formatted(asked.get("redirect_uri"), answer, asked.get("state")));
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form = fields(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    @Nullable Map<String, String> grant = grants.remove(String.valueOf(form.get("code")));
    boolean right =
        grant != null
            && isClient(exchange, form)
            && String.valueOf(grant.get("redirect_uri")).equals(form.get("redirect_uri"))
            && String.valueOf(grant.get("code_challenge"))
                .equals(challenge(String.valueOf(form.get("code_verifier"))));
    if (!right || grant == null) {
      json(exchange, 400, Map.of("error", "invalid_grant"));
      return;
    }
    String token = signed(String.valueOf(grant.get("nonce")));
    lastToken = token;
    json(exchange, Map.of("access_token", "unused", "token_type", "Bearer", "id_token", token));
  }

  private static boolean isClient(HttpExchange exchange, Map<String, String> form) {
    @Nullable String header = exchange.getRequestHeaders().getFirst("authorization");
    if (header == null) {
      return CLIENT.equals(form.get("client_id")) && SECRET.equals(form.get("client_secret"));
    }
    String[] both =
        new String(Base64.getDecoder().decode(header.substring("Basic ".length())), UTF_8)
            .split(":", -1);
    return both.length == 2
        && URLDecoder.decode(both[0], UTF_8).equals(CLIENT)
        && URLDecoder.decode(both[1], UTF_8).equals(SECRET);
  }

  private String signed(String nonce) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", "olga");
    claims.put("aud", CLIENT);
    claims.put("iat", now);
    claims.put("exp", now + 300);
    claims.put("nonce", nonce);
    claims.put("roles", List.of("reader"));
    changes.accept(claims);
    String head = JsonText.write(Map.of("alg", "RS256", "kid", KEY_ID, "typ", "JWT"));
    String text =
        base64(head.getBytes(UTF_8)) + "." + base64(JsonText.write(claims).getBytes(UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(UTF_8));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String challenge(String verifier) {
    try {
      return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, String> fields(String encoded) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : encoded.split("&", -1)) {
      int equals = field.indexOf('=');
      fields.put(field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), UTF_8));
    }
    return fields;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void json(HttpExchange exchange, Map<String, Object> json) throws IOException {
    json(exchange, 200, json);
  }

  private static void json(HttpExchange exchange, int status, Map<String, Object> json)
      throws IOException {
    byte[] body = JsonText.write(json).getBytes(UTF_8);
    closing(exchange);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The JDK's server forgets a connection that ends while it stops. */
  private static void closing(HttpExchange exchange) {
    exchange.getResponseHeaders().set("connection", "close");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
