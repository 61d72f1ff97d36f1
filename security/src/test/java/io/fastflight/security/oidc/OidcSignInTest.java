package io.fastflight.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.security.RedirectSignIn.Begun;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import io.fastflight.testkit.oidc.TestProvider;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The code flow against a provider that signs, and what somebody may bring in its place. */
class OidcSignInTest {
  private static final String CALLBACK = "https://data.example.org/fastflight/session/callback";

  private final TestProvider provider = new TestProvider();

  @AfterEach
  void stop() {
    provider.close();
  }

  private OidcConfig.Builder config() {
    return OidcConfig.builder(
        provider.issuer(), TestProvider.CLIENT, Secret.of(TestProvider.SECRET), CALLBACK);
  }

  private OidcSignIn signIn() {
    return OidcSignIn.of(config().build(), SealKeys.ofThisProcess());
  }

  /** Goes to the provider as a browser does, and returns what it brings back. */
  private static Map<String, String> visit(URI location) throws Exception {
    HttpURLConnection call = (HttpURLConnection) location.toURL().openConnection();
    call.setInstanceFollowRedirects(false);
    call.setRequestProperty("connection", "close");
    try {
      assertThat(call.getResponseCode()).isEqualTo(302);
      String back = call.getHeaderField("location");
      assertThat(back).startsWith(CALLBACK + "?");
      return query(URI.create(back));
    } finally {
      call.disconnect();
    }
  }

  private static Map<String, String> query(URI url) {
    Map<String, String> query = new HashMap<>();
    for (String field : url.getRawQuery().split("&", -1)) {
      String[] parts = field.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private static void refused(
      OidcSignIn signIn, Begun begun, Map<String, String> answer, String why) {
    assertThatThrownBy(() -> signIn.finish(begun.kept(), answer))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whoComesBackIsKnownByTheirToken() throws Exception {
    OidcSignIn signIn = signIn();
    Begun begun = signIn.begin();
    Identity olga = signIn.finish(begun.kept(), visit(begun.location()));
    assertThat(olga.name()).isEqualTo("olga");
    assertThat(olga.roles()).containsExactly("reader");
    assertThat(olga.claims()).containsEntry("iss", provider.issuer()).doesNotContainKey("nonce");
    assertThat(signIn.label()).isEqualTo("127.0.0.1");
  }

  @Test
  void claimsScopesAndTheWayOfTheSecretCanBeOthers() throws Exception {
    provider.facts(
        facts -> facts.put("token_endpoint_auth_methods_supported", List.of("client_secret_post")));
    provider.claims(
        claims -> {
          claims.put("email", "olga@example.org");
          claims.put("groups", List.of("ops"));
        });
    OidcSignIn signIn =
        OidcSignIn.of(
            config()
                .scopes(List.of("openid", "email"))
                .nameClaim("email")
                .rolesClaim("groups")
                .label("Example")
                .build(),
            SealKeys.ofThisProcess());
    Begun begun = signIn.begin();
    assertThat(query(begun.location())).containsEntry("scope", "openid email");
    Identity olga = signIn.finish(begun.kept(), visit(begun.location()));
    assertThat(olga.name()).isEqualTo("olga@example.org");
    assertThat(olga.roles()).containsExactly("ops");
    assertThat(signIn.label()).isEqualTo("Example");
  }

  @Test
  void nothingThatIsAskedComesTwice() {
    OidcSignIn signIn = signIn();
    Map<String, String> first = query(signIn.begin().location());
    Map<String, String> second = query(signIn.begin().location());
    assertThat(first)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", TestProvider.CLIENT)
        .containsEntry("redirect_uri", CALLBACK)
        .containsEntry("code_challenge_method", "S256");
    for (String once : List.of("state", "nonce", "code_challenge")) {
      assertThat(first.get(once)).hasSize(43).isNotEqualTo(second.get(once));
    }
  }

  @Test
  void whatTheBrowserKeepsTellsNothingAndIsOfThisServerAlone() throws Exception {
    OidcSignIn signIn = signIn();
    Begun begun = signIn.begin();
    assertThat(begun).hasToString("Begun[location=" + begun.location() + ", kept=***]");
    String state = query(begun.location()).get("state");
    assertThat(begun.kept().reveal()).doesNotContain(state);
    Begun foreign = signIn().begin(); // sealed by another process
    refused(signIn, foreign, visit(foreign.location()), "this browser began none");
    refused(signIn, new Begun(begun.location(), Secret.of("%%")), Map.of(), "began none");
  }

  @Test
  void anAnswerToWhatAnotherBrowserBeganIsRefused() throws Exception {
    OidcSignIn signIn = signIn();
    Begun victim = signIn.begin();
    Begun attacker = signIn.begin();
    refused(
        signIn, victim, visit(attacker.location()), "the answer is not one to what this browser");
    Map<String, String> stateless = visit(victim.location());
    stateless.remove("state");
    refused(signIn, victim, stateless, "the answer is not one to what this browser began");
  }

  @Test
  void aCodeIsGoodOnceAndForItsOwnVerifierOnly() throws Exception {
    OidcSignIn signIn = signIn();
    Begun begun = signIn.begin();
    Map<String, String> answer = visit(begun.location());
    signIn.finish(begun.kept(), answer);
    refused(signIn, begun, answer, "the provider gave no token for the code");

    Begun other = signIn.begin();
    Map<String, String> injected = new HashMap<>(visit(signIn.begin().location()));
    injected.put("state", query(other.location()).get("state"));
    refused(signIn, other, injected, "the provider gave no token for the code");
  }

  @Test
  void aProviderThatSaysNoIsHeard() throws Exception {
    OidcSignIn signIn = signIn();
    provider.refuse();
    Begun begun = signIn.begin();
    refused(signIn, begun, visit(begun.location()), "the provider says no");
    Map<String, String> mixedUp = new HashMap<>(visit(begun.location()));
    mixedUp.put("iss", "https://other.example.org");
    refused(signIn, begun, mixedUp, "the answer is another provider's");
  }

  static Stream<Arguments> wrongTokens() {
    long now = Instant.now().getEpochSecond();
    return Stream.of(
        token("another nonce", claims -> claims.put("nonce", "x"), "not for what this browser"),
        token("no nonce", claims -> claims.remove("nonce"), "not for what this browser"),
        token("another audience", claims -> claims.put("aud", "other"), "audience"),
        token("another issuer", claims -> claims.put("iss", "https://other.example.org"), "issuer"),
        token("expired", claims -> claims.put("exp", now - 120), "expired"),
        token("no time of issue", claims -> claims.remove("iat"), "lacks claims"),
        token("nobody", claims -> claims.remove("sub"), "lacks claims"),
        token("another party", claims -> claims.put("azp", "other"), "another party"));
  }

  private static Arguments token(String what, Consumer<Map<String, Object>> change, String why) {
    return Arguments.of(what, change, why);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongTokens")
  void aTokenThatIsNotRightSignsNobodyIn(
      String what, Consumer<Map<String, Object>> change, String why) throws Exception {
    OidcSignIn signIn = signIn();
    provider.claims(change);
    Begun begun = signIn.begin();
    refused(signIn, begun, visit(begun.location()), why);
  }

  @Test
  void aTokenOfAnotherKeyIsRefused() throws Exception {
    try (TestProvider stranger = TestProvider.withItsOwnKey()) {
      provider.facts(facts -> facts.put("jwks_uri", stranger.issuer() + "/keys"));
      OidcSignIn signIn = signIn();
      Begun begun = signIn.begin();
      refused(signIn, begun, visit(begun.location()), "signature");
    }
  }

  @Test
  void aProviderThatIsAnotherIsRefusedAtTheStart() {
    provider.facts(facts -> facts.put("issuer", "https://other.example.org"));
    assertThatThrownBy(this::signIn)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The OIDC issuer at %1$s/.well-known/openid-configuration calls itself 'https://other.example.org', not '%1$s'. Set it as it says, to the letter.",
            provider.issuer());
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization_endpoint", "token_endpoint", "jwks_uri"})
  void aProviderWhoseEndpointIsPlainIsRefusedAtTheStart(String name) {
    provider.facts(facts -> facts.put(name, "http://other.example.org/x"));
    assertThatThrownBy(this::signIn)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("names no %s that is an https URL.", name);
    provider.facts(facts -> facts.remove(name));
    assertThatThrownBy(this::signIn).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aProviderThatIsNotThereYetKeepsNoServerFromStarting() {
    OidcConfig config = config().build();
    provider.close();
    OidcSignIn signIn = OidcSignIn.of(config, SealKeys.ofThisProcess());
    assertThatThrownBy(signIn::begin)
        .isInstanceOf(ServerUnavailableException.class)
        .hasMessageContaining("The OIDC provider does not answer as one at " + provider.issuer())
        .extracting(failure -> ((FastFlightException) failure).retryable())
        .isEqualTo(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://idp.example.org",
        "ftp://a",
        "not a url",
        "https://a/?q=1",
        "https://u@a",
        ""
      })
  void aUrlThatAnybodyOnTheWayCanReadIsRefused(String url) {
    assertThatThrownBy(() -> OidcConfig.builder(url, "c", Secret.of("s"), CALLBACK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The OIDC issuer must be an https URL without a query, or an http one of this machine, was '%s'.",
            url);
    assertThatThrownBy(() -> OidcConfig.builder("https://a", "c", Secret.of("s"), url))
        .hasMessageStartingWith("The OIDC redirect URI must be an https URL");
  }

  @Test
  void settingsThatSayNothingAreRefused() {
    assertThatThrownBy(() -> OidcConfig.builder("https://a", " ", Secret.of("s"), CALLBACK))
        .hasMessage("The OIDC client id must not be blank.");
    assertThatThrownBy(() -> OidcConfig.builder("https://a", "c", Secret.of(""), CALLBACK))
        .hasMessage("The OIDC client secret must not be blank.");
    assertThatThrownBy(() -> config().scopes(List.of("email")))
        .hasMessage("The OIDC scopes must be words, openid among them, were [email].");
    assertThatThrownBy(() -> config().scopes(List.of("openid", "a b")))
        .hasMessageContaining("must be words");
  }
}
