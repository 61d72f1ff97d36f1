package io.fastflight.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.engine.Engine;
import io.fastflight.params.JsonText;
import io.fastflight.security.Authentication;
import io.fastflight.security.Sessions;
import io.fastflight.security.oidc.OidcConfig;
import io.fastflight.security.oidc.OidcSignIn;
import io.fastflight.security.scheme.ApiKeyFile;
import io.fastflight.security.scheme.ApiKeys;
import io.fastflight.security.scheme.Passwords;
import io.fastflight.security.scheme.UserFile;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.service.CallRecord;
import io.fastflight.service.Secret;
import io.fastflight.testkit.oidc.TestProvider;
import io.fastflight.testkit.sample.SampleServices;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in at the console's server, what its cookie is good for, and for whom. */
class SignInTest {
  private static final String JSON = "application/json";
  private static final String PASSWORD = "canary-horse battery";
  private static final String[] OWN = {"sec-fetch-site", "same-origin"};

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<CallRecord> calls = new ConcurrentLinkedQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Secret key = Secret.of("");

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T own(T one) {
    open.add(one);
    return one;
  }

  private Authentication authentication() {
    key = new ApiKeyFile(folder.resolve("keys")).create("kim", Set.of("reader"), Optional.empty());
    new UserFile(folder.resolve("users")).set("ada", Secret.of(PASSWORD), Set.of());
    return Authentication.by(
        ApiKeys.of(folder.resolve("keys")), Passwords.of(folder.resolve("users")));
  }

  private Sessions sessions() {
    return new Sessions(Optional.of(authentication()), Duration.ofHours(1));
  }

  private FastFlightHttpServer start(
      BufferAllocator memory, UnaryOperator<FastFlightHttpServer.Builder> settings) {
    FastFlightHttpServer.Builder builder =
        FastFlightHttpServer.builder(new Engine(SampleServices.registry(), memory))
            .port(0)
            .calls(calls::add)
            .closeGrace(Duration.ofSeconds(1));
    return own(settings.apply(builder).start());
  }

  private HttpRequest.Builder to(FastFlightHttpServer server, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.location() + "/fastflight" + path))
            .timeout(Duration.ofSeconds(30));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> signIn(FastFlightHttpServer server, String json, String... headers)
      throws Exception {
    return send(
        to(server, "/session", headers)
            .header("content-type", JSON)
            .POST(BodyPublishers.ofString(json)));
  }

  private String token() {
    return JsonText.write(Map.of("token", key.reveal()));
  }

  /** Returns what the calls were, who made them, and what became of them. */
  private List<String> told() {
    return calls.stream()
        .map(
            one ->
                "%s %s %s"
                    .formatted(
                        one.asked().method(),
                        one.caller().name(),
                        one.failure().map(Enum::name).orElse("OK")))
        .toList();
  }

  /** Returns what a browser sends back of a cookie. */
  private static String cookie(HttpResponse<String> answer) {
    List<String> set = answer.headers().allValues("set-cookie");
    assertThat(set).hasSize(1);
    return set.get(0).substring(0, set.get(0).indexOf(';'));
  }

  private static String code(HttpResponse<String> answer) {
    Map<?, ?> error = (Map<?, ?>) JsonText.readObject(answer.body()).get("error");
    return String.valueOf(error.get("code"));
  }

  @Test
  void whoeverAsksLearnsTheWaysToSignIn(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    HttpResponse<String> answer = send(to(server, "/session"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"ways\":[\"token\",\"password\"]}");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    assertThat(calls).isEmpty();
  }

  @Test
  void whereNobodySignsInThereIsNoWay(BufferAllocator memory) throws Exception {
    FastFlightHttpServer open = start(memory, builder -> builder);
    assertThat(send(to(open, "/session")).body()).isEqualTo("{\"ways\":[]}");
    assertThat(signIn(open, "{}").statusCode()).isEqualTo(405);
    FastFlightHttpServer without =
        start(memory, builder -> builder.authentication(authentication()));
    assertThat(send(to(without, "/session")).body()).isEqualTo("{\"ways\":[]}");
  }

  @Test
  void aKeyBecomesACookieThatNoScriptReads(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    HttpResponse<String> signedIn = signIn(server, token(), OWN);
    assertThat(signedIn.statusCode()).isEqualTo(200);
    assertThat(signedIn.body()).contains("\"caller\":{\"name\":\"kim\"}");
    assertThat(signedIn.headers().firstValue("set-cookie").orElse(""))
        .matches(
            "fastflight-session=[A-Za-z0-9_-]{43}; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict")
        .doesNotContain(key.reveal());
    String cookie = cookie(signedIn);
    assertThat(send(to(server, "/services", "cookie", cookie)).statusCode()).isEqualTo(200);
    assertThat(send(to(server, "/session", "cookie", "a=b; " + cookie)).body()).contains("kim");
    HttpResponse<String> rows =
        send(
            to(server, "/stream?format=csv", "cookie", cookie, "sec-fetch-site", "same-origin")
                .POST(BodyPublishers.ofString("{\"param_type\": \"test.rows\", \"rows\": 2}")));
    assertThat(rows.statusCode()).as(rows.body()).isEqualTo(200);
    assertThat(told())
        .contains("POST /session kim OK", "GET /services kim OK", "POST /stream kim OK");
  }

  /** Over TLS itself the browser's test shows it. */
  @Test
  void behindTlsTheCookieIsOfThisHostAlone(BufferAllocator memory) throws Exception {
    TestProvider provider = own(new TestProvider());
    FastFlightHttpServer behindProxy =
        start(
            memory,
            builder ->
                builder.sessions(sessions()).signInAt(oidc(provider, "https://data.example.org")));
    String set = signIn(behindProxy, token()).headers().firstValue("set-cookie").orElse("");
    assertThat(set)
        .startsWith("__Host-fastflight-session=")
        .endsWith("; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict; Secure");
    String plain = "http://" + URI.create(behindProxy.location()).getAuthority();
    assertThat(signIn(behindProxy, token(), "origin", plain).statusCode()).isEqualTo(403);
  }

  @Test
  void aNameAndAPasswordSignInToo(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    String right = JsonText.write(Map.of("user", "ada", "password", PASSWORD));
    assertThat(signIn(server, right).body()).contains("\"name\":\"ada\"");
    HttpResponse<String> wrong = signIn(server, right.replace("canary", "wrong"));
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().firstValue("www-authenticate")).isEmpty();
    assertThat(wrong.headers().firstValue("set-cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "canary-secret",
        "{\"token\": 5}",
        "{\"token\": \"canary-secret\", \"more\": \"x\"}",
        "{\"password\": \"canary-secret\"}",
        "{\"user\": \"ada\", \"password\": null}"
      })
  void whatCannotBeReadIsRefusedAndNotRepeated(String body, BufferAllocator memory)
      throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    HttpResponse<String> answer = signIn(server, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("To sign in send {").doesNotContain("canary-secret");
  }

  @Test
  void aPlainFormSignsNobodyIn(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    HttpResponse<String> answer =
        send(
            to(server, "/session")
                .header("content-type", "text/plain")
                .POST(BodyPublishers.ofString(token())));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("To sign in send application/json.");
  }

  @Test
  void signingOutEndsTheSessionForGood(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    String cookie = cookie(signIn(server, token()));
    HttpResponse<String> out =
        send(to(server, "/session", "cookie", cookie, "sec-fetch-site", "same-origin").DELETE());
    assertThat(out.statusCode()).isEqualTo(200);
    assertThat(out.headers().firstValue("set-cookie").orElse(""))
        .startsWith("fastflight-session=; Path=/; Max-Age=0;");
    HttpResponse<String> after = send(to(server, "/services", "cookie", cookie));
    assertThat(after.statusCode()).isEqualTo(401);
    assertThat(after.body()).contains("The session has ended. Sign in again.");
    assertThat(send(to(server, "/session", "cookie", cookie)).body()).doesNotContain("kim");
  }

  @Test
  void signingInAgainEndsTheSessionBefore(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    String first = cookie(signIn(server, token()));
    String second = cookie(signIn(server, token(), "cookie", first));
    assertThat(send(to(server, "/services", "cookie", first)).statusCode()).isEqualTo(401);
    assertThat(send(to(server, "/services", "cookie", second)).statusCode()).isEqualTo(200);
    String both = first + "; " + second;
    assertThat(send(to(server, "/services", "cookie", both)).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /services, sec-fetch-site, cross-site",
    "GET, /services, sec-fetch-site, same-site",
    "GET, /stream/test.rows?rows=1, sec-fetch-site, cross-site",
    "GET, /stream/test.rows?rows=1, origin, https://evil.example.org",
    "GET, /stream/test.rows?rows=1, origin, null",
    "POST, /stream, sec-fetch-site, cross-site",
    "POST, /stream, origin, http://127.0.0.1:1",
    "POST, /stream, accept, text/csv",
    "DELETE, /session, sec-fetch-site, cross-site",
    "DELETE, /session, accept, application/json",
    "POST, /session, origin, https://evil.example.org"
  })
  void thePagesOfOthersCannotUseTheCookie(
      String method, String path, String header, String value, BufferAllocator memory)
      throws Exception {
    FastFlightHttpServer server =
        start(
            memory,
            builder -> builder.sessions(sessions()).allowOrigin("https://evil.example.org"));
    String cookie = cookie(signIn(server, token()));
    HttpResponse<String> answer =
        send(
            to(server, path, "cookie", cookie, header, value)
                .header("content-type", JSON)
                .method(method, BodyPublishers.ofString("{\"param_type\": \"test.rows\"}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    assertThat(code(answer)).isEqualTo("PERMISSION_DENIED");
    assertThat(send(to(server, "/services", "cookie", cookie)).statusCode()).isEqualTo(200);
  }

  /** JDK 25's client takes the answer for none where its stream is reset while it sends. */
  @Test
  void aRefusalDoesNotCutWhatTheCallerStillSends(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    try (RawHttp2 http = new RawHttp2(server, 1 << 30)) {
      RawHttp2.Answer answer = http.begin("POST", "/fastflight/stream").answer();
      assertThat(answer.headers().get(0).status()).hasToString("401");
      assertThat(http.body("{}").isResetBeforePong()).isFalse();
    }
  }

  @Test
  void theOwnPageIsKnownByItsOriginWhereTheSiteIsNotSaid(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    String cookie = cookie(signIn(server, token(), "origin", server.location()));
    HttpResponse<String> rows =
        send(
            to(server, "/stream?format=csv", "cookie", cookie, "origin", server.location())
                .POST(BodyPublishers.ofString("{\"param_type\": \"test.rows\", \"rows\": 2}")));
    assertThat(rows.statusCode()).as(rows.body()).isEqualTo(200);
  }

  @Test
  void aHeaderGoesBeforeTheCookie(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    String cookie = cookie(signIn(server, token()));
    String[] wrongKey = {"cookie", cookie, "x-api-key", "ffk_nobody_nothing"};
    assertThat(send(to(server, "/services", wrongKey)).statusCode()).isEqualTo(401);
    String[] foreign = {"x-api-key", key.reveal(), "sec-fetch-site", "cross-site"};
    assertThat(send(to(server, "/services", foreign)).statusCode()).isEqualTo(200);
  }

  @Test
  void aScriptIsNotAskedForAPasswordByItsBrowser(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    assertThat(challenge(server)).contains("Basic", "Bearer");
    assertThat(challenge(server, "sec-fetch-dest", "empty"))
        .isEqualTo("Bearer realm=\"fastflight\"");
    assertThat(challenge(server, "x-requested-with", "fastflight")).doesNotContain("Basic");
  }

  private String challenge(FastFlightHttpServer server, String... headers) throws Exception {
    HttpResponse<String> answer = send(to(server, "/services", headers));
    assertThat(answer.statusCode()).isEqualTo(401);
    return answer.headers().firstValue("www-authenticate").orElse("");
  }

  @Test
  void everyAnswerSaysWhatAPageMayDo(BufferAllocator memory) throws Exception {
    FastFlightHttpServer server = start(memory, builder -> builder.sessions(sessions()));
    for (String path : List.of("/session", "/services", "/docs", "/nothing")) {
      Map<String, List<String>> headers = send(to(server, path)).headers().map();
      assertThat(headers.get("content-security-policy"))
          .singleElement()
          .asString()
          .contains("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'");
      assertThat(headers).containsEntry("cross-origin-opener-policy", List.of("same-origin"));
      assertThat(headers).containsEntry("cross-origin-resource-policy", List.of("same-origin"));
      assertThat(headers).containsEntry("referrer-policy", List.of("no-referrer"));
      assertThat(headers).containsEntry("x-content-type-options", List.of("nosniff"));
    }
  }

  private OidcSignIn oidc(TestProvider provider, String origin) {
    return OidcSignIn.of(
        OidcConfig.builder(
                provider.issuer(),
                TestProvider.CLIENT,
                Secret.of(TestProvider.SECRET),
                origin + "/fastflight/session/callback")
            .label("Example")
            .build(),
        SealKeys.ofThisProcess());
  }

  /** Only people of the provider can sign in; the origin is one that a proxy would have. */
  private FastFlightHttpServer elsewhere(BufferAllocator memory, TestProvider provider) {
    Sessions sessions = new Sessions(Optional.empty(), Duration.ofHours(1));
    return start(
        memory,
        builder -> builder.sessions(sessions).signInAt(oidc(provider, "http://127.0.0.1:1")));
  }

  @Test
  void aProviderSignsInWithoutATokenReachingTheBrowser(BufferAllocator memory) throws Exception {
    TestProvider provider = own(new TestProvider());
    FastFlightHttpServer server = elsewhere(memory, provider);
    assertThat(send(to(server, "/session")).body())
        .isEqualTo("{\"redirect\":{\"label\":\"Example\"},\"ways\":[\"redirect\"]}");
    HttpResponse<String> start = send(to(server, "/session/start"));
    assertThat(start.statusCode()).isEqualTo(303);
    assertThat(start.headers().firstValue("set-cookie").orElse(""))
        .matches("fastflight-sign-in=[A-Za-z0-9_-]+; Path=/; Max-Age=600; HttpOnly; SameSite=Lax");
    HttpResponse<String> back = send(to(server, visit(start), "cookie", cookie(start)));
    assertThat(back.statusCode()).isEqualTo(303);
    assertThat(back.headers().firstValue("location")).contains("../../");
    String cookie = cookie(back);
    assertThat(send(to(server, "/session", "cookie", cookie)).body()).contains("\"name\":\"olga\"");
    assertThat(send(to(server, "/services", "cookie", cookie)).statusCode()).isEqualTo(200);
    assertThat(start.headers() + start.body() + back.headers() + back.body())
        .doesNotContain(provider.lastToken(), TestProvider.SECRET);
    assertThat(told()).contains("GET /session/callback olga OK");
  }

  /** Goes to the provider as the browser does; returns the path that it leads back to. */
  private String visit(HttpResponse<String> start) throws Exception {
    URI location = URI.create(start.headers().firstValue("location").orElseThrow());
    HttpResponse<String> there = send(HttpRequest.newBuilder(location));
    URI back = URI.create(there.headers().firstValue("location").orElseThrow());
    return back.getPath().substring("/fastflight".length()) + "?" + back.getRawQuery();
  }

  @Test
  void whoDidNotBeginIsSentToTheConsoleWithTheReason(BufferAllocator memory) throws Exception {
    TestProvider provider = own(new TestProvider());
    FastFlightHttpServer server = elsewhere(memory, provider);
    String path = visit(send(to(server, "/session/start")));
    HttpResponse<String> refused = send(to(server, path, "fastflight-call-id", "mine"));
    assertThat(refused.statusCode()).isEqualTo(303);
    assertThat(refused.headers().firstValue("location"))
        .contains("../../?sign-in=UNAUTHENTICATED&call=mine");
    assertThat(refused.headers().firstValue("set-cookie")).isEmpty();
    assertThat(told()).containsExactly("GET /session/callback anonymous UNAUTHENTICATED");
  }

  @Test
  void aProviderNeedsSessionsAndTheRightWayBack(BufferAllocator memory) {
    TestProvider provider = own(new TestProvider());
    OidcSignIn oidc = oidc(provider, "http://127.0.0.1:1");
    assertThatThrownBy(() -> start(memory, builder -> builder.signInAt(oidc)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("To sign in at 'Example' the server needs sessions. Set how long they live.");
    assertThatThrownBy(
            () ->
                start(
                    memory, builder -> builder.prefix("/data").sessions(sessions()).signInAt(oidc)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The redirect URI must end in '/data/session/callback', was 'http://127.0.0.1:1/fastflight/session/callback'. Register that one at the provider as well.");
  }
}
