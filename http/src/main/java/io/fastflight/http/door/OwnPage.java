package io.fastflight.http.door;

import io.fastflight.error.PermissionDeniedException;
import io.fastflight.http.handler.HttpCall;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells calls of this server's own page from those that pages of others have a browser make: a
 * browser adds its cookies to both.
 *
 * <p>Browsers say of each call which site it is for ({@code sec-fetch-site}), or at least whose
 * page makes it ({@code origin}), and no script can change either.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
final class OwnPage {
  private static final List<String> OURS = List.of("same-origin", "none");
  private static final List<String> READ = List.of("GET", "HEAD");

  private final List<String> schemes;

  /**
   * Creates it.
   *
   * @param secure whether browsers reach this server over TLS: then a plain page is another's. Else
   *     a proxy may speak TLS for it.
   */
  OwnPage(boolean secure) {
    this.schemes = secure ? List.of("https://") : List.of("https://", "http://");
  }

  /**
   * Refuses a call by a cookie that a page of others makes; one that changes something, or begins a
   * stream by a body, has to show that none does.
   */
  void require(HttpCall call) {
    requireNotForeign(call);
    boolean shown = call.header("sec-fetch-site").or(() -> call.header("origin")).isPresent();
    if (!shown && !READ.contains(call.method())) {
      throw new PermissionDeniedException(
          "A session is for this server's page. Send the headers of a browser (sec-fetch-site or origin), or a credential.");
    }
  }

  /** Refuses a call that a page of others makes. */
  void requireNotForeign(HttpCall call) {
    boolean foreignSite =
        call.header("sec-fetch-site").filter(site -> !OURS.contains(site)).isPresent();
    boolean foreignPage = call.header("origin").filter(origin -> !isOwn(origin, call)).isPresent();
    if (foreignSite || foreignPage) {
      throw new PermissionDeniedException(
          "A page of another origin may not use a session of this server. Open the server's own page.");
    }
  }

  private boolean isOwn(String origin, HttpCall call) {
    String lower = origin.toLowerCase(Locale.ROOT);
    Optional<String> authority =
        schemes.stream()
            .filter(lower::startsWith)
            .map(scheme -> lower.substring(scheme.length()))
            .findFirst();
    return authority.isPresent()
        && authority.get().equals(call.authority().toLowerCase(Locale.ROOT));
  }
}
