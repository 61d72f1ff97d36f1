package io.fastflight.security.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fastflight.error.ResourceExhaustedException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.params.JsonText;
import io.fastflight.security.Credential;
import io.fastflight.security.RedirectSignIn;
import io.fastflight.security.seal.Seal;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs people in at an OpenID Connect provider by the authorization code flow with PKCE.
 *
 * <p>What a browser has to bring back ({@code state}, {@code nonce} and the verifier of PKCE) is
 * sealed and kept by the browser, so that those who begin and never come back cost no memory. The
 * ID token is checked as any JWT is, and forgotten.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html">OpenID Connect Core</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700">RFC 9700: best practice for OAuth 2.0</a>
 */
public final class OidcSignIn implements RedirectSignIn {
  private static final Logger LOG = LoggerFactory.getLogger(OidcSignIn.class);

  /** How long a person may take to sign in at the provider. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final long KEEP_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final long LEAVE_ALONE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Anybody may begin, so few wait for the provider at a time: the workers are for data. */
  private static final int EXCHANGES_AT_A_TIME = 8;

  private static final String STATE = "state";
  private static final String NONCE = "nonce";
  private static final String VERIFIER = "verifier";

  /** What the provider says of the sign-in itself, which is no fact of the person. */
  private static final Set<String> OF_THE_TOKEN =
      Set.of(NONCE, "at_hash", "c_hash", "s_hash", "sid", "jti");

  private final OidcConfig config;
  private final Seal seal;
  private final SecureRandom random = new SecureRandom();
  private final Semaphore exchanges = new Semaphore(EXCHANGES_AT_A_TIME);
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Known known;
  private volatile @Nullable Failed failed;

  private record Known(Provider provider, long sinceNanos) {}

  private record Failed(ServerUnavailableException why, long sinceNanos) {}

  private OidcSignIn(OidcConfig config, Seal seal) {
    this.config = config;
    this.seal = seal;
  }

  /**
   * Creates it, and asks the provider once: if it cannot be reached, that is logged, and people
   * cannot sign in there until it can.
   *
   * @param keys seal what browsers keep; shared by replicas that a browser may come back to
   * @throws IllegalArgumentException if the provider is another one, or lacks what is needed
   */
  public static OidcSignIn of(OidcConfig config, SealKeys keys) {
    OidcSignIn signIn = new OidcSignIn(config, Seal.of(keys, "oidc sign-in"));
    try {
      signIn.provider();
    } catch (ServerUnavailableException unreachable) {
      LOG.warn("{}", unreachable.getMessage());
    }
    return signIn;
  }

  @Override
  public String label() {
    return config.label();
  }

  @Override
  public URI callback() {
    return config.redirectUri();
  }

  /** Returns what is known of the provider; one thread asks, and the others do not wait for it. */
  private Provider provider() {
    @Nullable Known last = known;
    if (last != null && System.nanoTime() - last.sinceNanos < KEEP_NANOS) {
      return last.provider;
    }
    @Nullable Failed before = failed;
    if (before != null && System.nanoTime() - before.sinceNanos < LEAVE_ALONE_NANOS) {
      throw new ServerUnavailableException(String.valueOf(before.why.getMessage()), before.why);
    }
    if (!asking.tryLock()) {
      throw new ServerUnavailableException("The OIDC provider is being asked. Try again.");
    }
    try {
      Provider asked = Provider.ask(config);
      known = new Known(asked, System.nanoTime());
      return asked;
    } catch (ServerUnavailableException unreachable) {
      failed = new Failed(unreachable, System.nanoTime());
      throw unreachable;
    } finally {
      asking.unlock();
    }
  }

  /**
   * Asks as a server that runs: what is wrong with the provider by now is no fault of a setting.
   */
  private Provider reached() {
    try {
      return provider();
    } catch (IllegalArgumentException changed) {
      throw new ServerUnavailableException(String.valueOf(changed.getMessage()), changed);
    }
  }

  @Override
  public Begun begin() {
    Provider provider = reached();
    Map<String, String> kept = Map.of(STATE, once(), NONCE, once(), VERIFIER, once());
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", config.clientId());
    query.put("redirect_uri", config.redirectUri().toString());
    query.put("scope", String.join(" ", config.scopes()));
    query.put(STATE, kept.getOrDefault(STATE, ""));
    query.put(NONCE, kept.getOrDefault(NONCE, ""));
    query.put("code_challenge", challenge(kept.getOrDefault(VERIFIER, "")));
    query.put("code_challenge_method", "S256");
    String url = provider.authorization().toString();
    String location = url + (url.contains("?") ? "&" : "?") + ProviderCall.encoded(query);
    byte[] sealed = seal.seal("", JsonText.write(kept).getBytes(UTF_8), PATIENCE);
    return new Begun(URI.create(location), Secret.of(base64(sealed)));
  }

  @Override
  public Identity finish(Secret kept, Map<String, String> answer) {
    Map<String, Object> begun = opened(kept);
    if (!isSame(begun.get(STATE), answer.getOrDefault(STATE, ""))) {
      throw refused("the answer is not one to what this browser began");
    }
    if (!answer
        .getOrDefault("iss", config.issuer().toString())
        .equals(config.issuer().toString())) {
      throw refused("the answer is another provider's"); // RFC 9207
    }
    @Nullable String code = answer.get("code");
    if (code == null) {
      throw refused("the provider says no"); // its words come by the browser: anybody's
    }
    Provider provider = reached();
    String token = token(provider, code, String.valueOf(begun.get(VERIFIER)));
    return identity(provider, token, begun.get(NONCE));
  }

  private Map<String, Object> opened(Secret kept) {
    Optional<Seal.Opened> opened;
    try {
      opened = seal.open(Base64.getUrlDecoder().decode(kept.reveal()));
    } catch (IllegalArgumentException notBase64) {
      opened = Optional.empty();
    }
    return opened
        .filter(one -> !seal.hasExpired(one))
        .map(one -> JsonText.readObject(one.content()))
        .orElseThrow(() -> refused("this browser began none, or more than 10 minutes ago"));
  }

  /** Exchanges the code for an ID token, if not too many do so now. */
  private String token(Provider provider, String code, String verifier) {
    if (!exchanges.tryAcquire()) {
      throw new ResourceExhaustedException(
          "Too many sign in at this moment. Try again.", Duration.ofSeconds(5));
    }
    try {
      return exchanged(provider, code, verifier);
    } finally {
      exchanges.release();
    }
  }

  private String exchanged(Provider provider, String code, String verifier) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", config.redirectUri().toString());
    form.put("code_verifier", verifier);
    return answered(call(provider, form), form);
  }

  /** Begins the call, with this server's secret where the provider wants it. */
  private ProviderCall call(Provider provider, Map<String, String> form) {
    ProviderCall call = new ProviderCall(provider.token());
    String secret = config.clientSecret().reveal();
    if (provider.basic()) {
      String both = ProviderCall.encoded(config.clientId()) + ":" + ProviderCall.encoded(secret);
      call.header(
          "authorization", "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)));
    } else {
      form.put("client_id", config.clientId());
      form.put("client_secret", secret);
    }
    return call;
  }

  private String answered(ProviderCall call, Map<String, String> form) {
    try {
      ProviderCall.Answer answer = call.post(form);
      if (answer.status() == 200 && answer.json().get("id_token") instanceof String token) {
        return token;
      }
      LOG.warn(
          "The OIDC provider gave no ID token for a code: status {}, error {}.",
          answer.status(),
          error(answer.json().get("error")));
      throw refused("the provider gave no token for the code");
    } catch (IOException unreachable) {
      throw new ServerUnavailableException(
          "The OIDC provider does not answer. Try again.", unreachable);
    }
  }

  /** Returns an error code of OAuth; what is none may be anything. */
  private static String error(@Nullable Object said) {
    return said instanceof String word && word.matches("[a-z_]{1,40}") ? word : "unknown";
  }

  private Identity identity(Provider provider, String token, @Nullable Object nonce) {
    Identity said =
        provider
            .tokens()
            .authenticate(new Credential.Token(Secret.of(token)))
            .orElseThrow(() -> refused("the provider's token is no signed JWT"));
    Map<String, Object> claims = new HashMap<>(said.claims());
    if (!isSame(nonce, String.valueOf(claims.get(NONCE)))) {
      throw refused("the token is not for what this browser began");
    }
    if (!claims.getOrDefault("azp", config.clientId()).equals(config.clientId())) {
      throw refused("the token is for another party (azp)");
    }
    claims.keySet().removeAll(OF_THE_TOKEN);
    return new Identity(said.name(), said.roles(), claims);
  }

  private static boolean isSame(@Nullable Object kept, String shown) {
    return kept instanceof String text && Secret.of(text).equals(Secret.of(shown));
  }

  private static UnauthenticatedException refused(String why) {
    return new UnauthenticatedException("Nobody is signed in: " + why + ". Sign in again.");
  }

  private String once() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return base64(bytes);
  }

  private static String challenge(String verifier) {
    try {
      return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JVM has SHA-256.", impossible);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
