package io.fastflight.benchmark.peers;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says where a server is and how a client gets in, as one line that goes through a pipe: {@code
 * grpc+tls://127.0.0.1:4711?trust=FILE&token=TEXT}.
 *
 * @param location of the server, as our client takes it
 * @param trust the file of the authority that vouches for it, where it speaks TLS
 * @param token to sign in by, where it wants to know who calls
 */
public record Access(String location, Optional<Path> trust, Optional<String> token) {
  /** Reads what {@link #toString} writes; a bare location needs nothing else. */
  public static Access parse(String text) {
    URI uri = URI.create(text);
    if (uri.getRawQuery() == null) {
      return new Access(text, Optional.empty(), Optional.empty());
    }
    Map<String, String> given =
        Arrays.stream(uri.getRawQuery().split("&", -1))
            .map(pair -> pair.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    return new Access(
        text.substring(0, text.indexOf('?')),
        Optional.ofNullable(given.get("trust")).map(Path::of),
        Optional.ofNullable(given.get("token")));
  }

  /** Returns the same server, signed in to by another token. */
  public Access by(String other) {
    return new Access(location, trust, Optional.of(other));
  }

  @Override
  public String toString() {
    String query =
        trust.map(file -> "trust=" + encoded(file.toString()) + "&").orElse("")
            + token.map(text -> "token=" + encoded(text) + "&").orElse("");
    return query.isEmpty() ? location : location + "?" + query.substring(0, query.length() - 1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
