package io.fastflight.http.door;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.PermissionDeniedException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.http.handler.HttpAnswer;
import io.fastflight.http.handler.HttpCall;
import io.fastflight.http.handler.HttpHandler;
import io.fastflight.http.handler.HttpHandler.OpenPath;
import io.fastflight.params.JsonText;
import io.fastflight.security.CallerCredentials;
import io.fastflight.security.Credential;
import io.fastflight.security.RedirectSignIn;
import io.fastflight.security.Sessions;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets the console sign in: a credential is exchanged for a cookie that no script can read, and the
 * cookie is a credential for this server's own page.
 *
 * <p>{@code GET session} says which ways there are and who is signed in, {@code POST session} signs
 * in by a key, a token or a password, {@code DELETE session} signs out; {@code GET session/start}
 * leads to another server, which leads back to {@code GET session/callback}.
 *
 * <p><b>Threads:</b> any.
 */
public final class SignInDoor {
  private static final String SESSION = "/session";
  private static final String START = SESSION + "/start";
  private static final String CALLBACK = SESSION + "/callback";
  private static final Duration AWAY_TIME = Duration.ofMinutes(10);
  private static final String SET_COOKIE = "set-cookie";
  private static final Set<String> TOKEN_FIELDS = Set.of("token");
  private static final Set<String> PASSWORD_FIELDS = Set.of("user", "password");

  private final Optional<Sessions> sessions;
  private final Optional<RedirectSignIn> elsewhere;
  private final String toConsole;
  private final OwnPage ownPage;
  private final SessionCookie cookie;
  private final SessionCookie begun;

  /**
   * Creates it.
   *
   * @param sessions empty where nobody can sign in at the console
   * @param elsewhere another server to sign in at
   * @param prefix of every path
   * @param tls whether this server speaks it
   * @throws IllegalArgumentException if there is another server and no sessions, or it leads back
   *     to another path
   */
  public SignInDoor(
      Optional<Sessions> sessions, Optional<RedirectSignIn> elsewhere, String prefix, boolean tls) {
    this.sessions = requireNonNull(sessions, "sessions");
    this.elsewhere = requireNonNull(elsewhere, "elsewhere");
    elsewhere.ifPresent(server -> check(server, sessions, prefix + CALLBACK));
    boolean secure =
        tls || elsewhere.filter(it -> "https".equals(it.callback().getScheme())).isPresent();
    this.toConsole = "../".repeat((int) (prefix + SESSION).chars().filter(c -> c == '/').count());
    this.ownPage = new OwnPage(secure);
    this.cookie = new SessionCookie("fastflight-session", "Strict", secure);
    this.begun = new SessionCookie("fastflight-sign-in", "Lax", secure);
  }

  private static void check(RedirectSignIn server, Optional<Sessions> sessions, String path) {
    if (sessions.isEmpty()) {
      throw new IllegalArgumentException(
          "To sign in at '%s' the server needs sessions. Set how long they live."
              .formatted(server.label()));
    }
    if (!server.callback().getPath().endsWith(path)) {
      throw new IllegalArgumentException(
          "The redirect URI must end in '%s', was '%s'. Register that one at the provider as well."
              .formatted(path, server.callback()));
    }
  }

  /** Adds the paths. */
  public void addTo(HttpHandler handler) {
    if (sessions.isEmpty()) {
      handler.add(path(SESSION, List.of("GET", "HEAD"), Set.of(), call -> told(Optional.empty())));
      return;
    }
    handler.add(
        path(
            SESSION,
            List.of("GET", "HEAD", "POST", "DELETE"),
            Set.of("POST", "DELETE"),
            this::session));
    if (elsewhere.isPresent()) {
      handler.add(path(START, List.of("GET"), Set.of(), call -> start(call, elsewhere.get())));
      handler.add(
          path(CALLBACK, List.of("GET"), Set.of("GET"), call -> callback(call, elsewhere.get())));
    }
  }

  private static OpenPath path(
      String path, List<String> methods, Set<String> told, Function<HttpCall, HttpAnswer> answer) {
    return new OpenPath(
        path, methods, told, call -> answer.apply(call).with("cache-control", "no-store"));
  }

  /**
   * Returns what a call shows: a header goes before the cookie, the cookie before the certificate.
   *
   * @param others reads header and certificate
   * @throws PermissionDeniedException if a page of others makes the call
   */
  public Optional<Credential> shown(HttpCall head, Supplier<Optional<Credential>> others) {
    boolean byHeader =
        head.header(CallerCredentials.AUTHORIZATION)
            .or(() -> head.header(CallerCredentials.API_KEY))
            .isPresent();
    Optional<Secret> id = byHeader || sessions.isEmpty() ? Optional.empty() : cookie.read(head);
    if (id.isEmpty()) {
      return others.get();
    }
    ownPage.require(head);
    Optional<Credential> session = id.map(Credential.Session::new);
    return sessions.orElseThrow().has(id.get()) ? session : others.get().or(() -> session);
  }

  private HttpAnswer session(HttpCall call) {
    return switch (call.method()) {
      case "POST" -> signIn(call);
      case "DELETE" -> signOut(call);
      default -> told(signedIn(call));
    };
  }

  private Optional<Identity> signedIn(HttpCall call) {
    try {
      ownPage.requireNotForeign(call);
      return cookie
          .read(call)
          .map(Credential.Session::new)
          .flatMap(sessions.orElseThrow()::authenticate);
    } catch (UnauthenticatedException | PermissionDeniedException nobody) {
      return Optional.empty();
    }
  }

  /** Says which ways there are to sign in, and who is. */
  private HttpAnswer told(Optional<Identity> caller) {
    List<String> ways = new ArrayList<>();
    Map<String, Object> fields = new LinkedHashMap<>();
    sessions.filter(it -> it.takes("Bearer")).ifPresent(it -> ways.add("token"));
    sessions.filter(it -> it.takes("Basic")).ifPresent(it -> ways.add("password"));
    elsewhere.ifPresent(
        server -> {
          ways.add("redirect");
          fields.put("redirect", Map.of("label", server.label()));
        });
    fields.put("ways", ways);
    caller.ifPresent(known -> fields.put("caller", Map.of("name", known.name())));
    return HttpAnswer.ok(fields);
  }

  private HttpAnswer signIn(HttpCall call) {
    ownPage.requireNotForeign(call);
    return begun(call, sessions.orElseThrow().begin(credential(call)));
  }

  private HttpAnswer begun(HttpCall call, Sessions.Begun begun) {
    call.trail().by(begun.identity());
    cookie.read(call).ifPresent(sessions.orElseThrow()::end); // its page goes on as the new one
    return told(Optional.of(begun.identity()))
        .with(SET_COOKIE, cookie.set(begun.id(), sessions.orElseThrow().lifetime()));
  }

  /** Says nothing of the values: one may be a secret under a wrong name. */
  private static Credential credential(HttpCall call) {
    String type = call.header("content-type").orElse("").split(";", -1)[0].strip();
    if (!type.equalsIgnoreCase("application/json")) { // what a plain form cannot send
      throw new InvalidParamsException("To sign in send application/json.");
    }
    Map<String, Object> fields;
    try {
      fields = JsonText.readObject(call.body());
    } catch (InvalidParamsException unreadable) {
      throw wrongFields();
    }
    boolean texts = fields.values().stream().allMatch(value -> value instanceof String);
    if (texts && fields.keySet().equals(TOKEN_FIELDS)) {
      return new Credential.Token(Secret.of(text(fields, "token").strip()));
    }
    if (texts && fields.keySet().equals(PASSWORD_FIELDS)) {
      return new Credential.Password(text(fields, "user"), Secret.of(text(fields, "password")));
    }
    throw wrongFields();
  }

  private static String text(Map<String, Object> fields, String name) {
    return String.valueOf(fields.get(name));
  }

  private static InvalidParamsException wrongFields() {
    return new InvalidParamsException(
        "To sign in send {\"token\": \"...\"}, or {\"user\": \"...\", \"password\": \"...\"}.");
  }

  private HttpAnswer signOut(HttpCall call) {
    ownPage.require(call);
    cookie.read(call).flatMap(sessions.orElseThrow()::end).ifPresent(call.trail()::by);
    return told(Optional.empty()).with(SET_COOKIE, cookie.clear());
  }

  private HttpAnswer start(HttpCall call, RedirectSignIn server) {
    ownPage.requireNotForeign(call);
    try {
      RedirectSignIn.Begun away = server.begin();
      return HttpAnswer.seeOther(away.location().toString())
          .with(SET_COOKIE, begun.set(away.kept(), AWAY_TIME));
    } catch (FastFlightException failure) {
      return failed(call, failure);
    }
  }

  private HttpAnswer callback(HttpCall call, RedirectSignIn server) {
    Map<String, String> answer = new LinkedHashMap<>();
    call.query().forEach((name, values) -> answer.put(name, values.get(0)));
    try {
      Secret kept =
          begun
              .read(call)
              .orElseThrow(
                  () -> new UnauthenticatedException("This browser did not begin to sign in."));
      HttpAnswer signedIn = begun(call, sessions.orElseThrow().begin(server.finish(kept, answer)));
      return HttpAnswer.seeOther(toConsole)
          .with(SET_COOKIE, signedIn.headers().getOrDefault(SET_COOKIE, ""));
    } catch (FastFlightException failure) {
      return failed(call, failure);
    }
  }

  /** A person looks at it, so the console says it: which kind of failure, and of which call. */
  private HttpAnswer failed(HttpCall call, FastFlightException failure) {
    call.trail().end(Optional.of(failure.code()));
    return HttpAnswer.seeOther(
        "%s?sign-in=%s&call=%s".formatted(toConsole, failure.code(), call.trail().id()));
  }
}
