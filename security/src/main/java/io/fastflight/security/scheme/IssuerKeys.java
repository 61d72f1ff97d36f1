package io.fastflight.security.scheme;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds an issuer's public keys: in a file that may change, or at a URL, where they are kept for
 * five minutes, and for four hours more while the URL does not answer. A key that is not there has
 * the URL asked again, twice in half a minute at most; for the rest of it, it is not there.
 */
final class IssuerKeys {
  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int MAX_BYTES = 256 * 1024;
  private static final long KEEP_MILLIS = TimeUnit.MINUTES.toMillis(5);
  private static final long WITHOUT_ANSWER_MILLIS = TimeUnit.HOURS.toMillis(4);

  private IssuerKeys() {}

  /**
   * Returns the keys at {@code location}.
   *
   * @throws IllegalArgumentException if it is a file that holds none
   */
  static JWKSource<SecurityContext> at(URI location) {
    if (location.getScheme().equals("file")) {
      ChangingFile<JWKSet> file = new ChangingFile<>(Path.of(location), IssuerKeys::read);
      return (selector, context) -> selector.select(file.content());
    }
    JWKSetSource<SecurityContext> source = remote(location);
    return (selector, context) -> usable(select(selector, source));
  }

  private static JWKSelector all() {
    return new JWKSelector(new JWKMatcher.Builder().build());
  }

  /** What {@link JWKSetBasedJWKSource#get} does, but a URL not asked again is no failure. */
  private static List<JWK> select(JWKSelector selector, JWKSetSource<SecurityContext> source)
      throws KeySourceException {
    long now = System.currentTimeMillis();
    JWKSet known = source.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), now, null);
    List<JWK> found = selector.select(known);
    if (!found.isEmpty()) {
      return found;
    }
    try {
      var unlessNewer = JWKSetCacheRefreshEvaluator.referenceComparison(known);
      return selector.select(source.getJWKSet(unlessNewer, now, null));
    } catch (RateLimitReachedException askedJustNow) {
      return found;
    }
  }

  private static JWKSetSource<SecurityContext> remote(URI location) {
    DefaultResourceRetriever retriever =
        new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
    retriever.setDisconnectsAfterUse(true); // it is asked again in minutes
    try {
      JWKSource<SecurityContext> source =
          JWKSourceBuilder.<SecurityContext>create(location.toURL(), retriever)
              .cache(KEEP_MILLIS, TIMEOUT_MILLIS * 2L)
              .refreshAheadCache(false) // it has threads of its own
              .outageTolerant(WITHOUT_ANSWER_MILLIS)
              .build();
      return ((JWKSetBasedJWKSource<SecurityContext>) source).getJWKSetSource();
    } catch (MalformedURLException wrong) {
      throw new IllegalArgumentException(
          "The JWTs' keys must be an https URL or a file, was '%s'.".formatted(location), wrong);
    }
  }

  private static JWKSet read(Path file) {
    try {
      JWKSet set = JWKSet.parse(Files.readString(file));
      List<JWK> usable = usable(set.getKeys());
      if (usable.isEmpty()) {
        throw new IllegalArgumentException(
            "The file '%s' has no public RSA or elliptic curve key.".formatted(file));
      }
      return new JWKSet(usable);
    } catch (IOException | ParseException unreadable) {
      throw new IllegalArgumentException(
          "The file '%s' cannot be read as a JWK set: %s".formatted(file, unreadable.getMessage()),
          unreadable);
    }
  }

  /** A key that both ends have (oct) verifies nothing here, whatever a set says. */
  private static List<JWK> usable(List<JWK> keys) {
    return keys.stream()
        .filter(key -> key.getKeyType().getValue().matches("RSA|EC"))
        .map(JWK::toPublicJWK)
        .toList();
  }

  /**
   * Asks once, so that a wrong URL is in the log when the server starts; it starts all the same.
   */
  static void probe(JWKSource<SecurityContext> source, URI location) {
    try {
      source.get(all(), null);
    } catch (JOSEException unreachable) {
      LOG.warn(
          "No keys at {} yet: {}. Tokens are refused as UNAVAILABLE until they are there.",
          location,
          unreachable.getMessage());
    }
  }
}
