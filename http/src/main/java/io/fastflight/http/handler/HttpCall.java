package io.fastflight.http.handler;

import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows one HTTP request, read to its end. */
public interface HttpCall {
  /** Returns the method, in capitals. */
  String method();

  /** Returns the path without the query, decoded. */
  String path();

  /** Returns what the request names as the server: host and port, or an empty text. */
  String authority();

  /** Returns the values of a header, with commas between; the case of its name does not matter. */
  Optional<String> header(String name);

  /** Returns the parameters of the query, decoded, in their order. */
  Map<String, List<String>> query();

  /** Returns the address at the other end of the connection, where the server knows it. */
  Optional<SocketAddress> peer();

  /** Returns the body, which nobody writes to. */
  byte[] body();
}
