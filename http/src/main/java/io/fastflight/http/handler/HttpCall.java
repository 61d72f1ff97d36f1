package io.fastflight.http;

import java.util.List;
import java.util.Optional;

/** Shows one HTTP request, read to its end. */
interface HttpCall {
  /** Returns the method, in capitals. */
  String method();

  /** Returns the path without the query. */
  String path();

  /** Returns the first value of a header; the case of its name does not matter. */
  Optional<String> header(String name);

  /** Returns the values of a parameter in the query, decoded. */
  List<String> query(String name);

  /** Returns the body, which nobody writes to. */
  byte[] body();
}
