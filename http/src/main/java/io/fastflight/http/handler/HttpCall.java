package io.fastflight.http.handler;

import io.fastflight.service.CallTrail;
import io.fastflight.service.Identity;
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

  /** Returns who makes the call, as the door found out; nobody has to say by default. */
  default Identity caller() {
    return Identity.ANONYMOUS;
  }

  /** Returns what is known of the call: its id, and where it comes from. */
  CallTrail trail();

  /** Returns the body, which nobody writes to. */
  byte[] body();
}
