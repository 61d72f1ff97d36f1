package io.fastflight.it.attack;

import java.util.List;
import java.util.Optional;

/** A door of a server, as a caller meets it who has no library of ours. */
interface Door extends AutoCloseable {
  /** Shows nothing. */
  Optional<String> NOBODY = Optional.empty();

  /**
   * What a caller is told.
   *
   * @param code {@code OK} or the name of an error code
   * @param message of the error; empty if there is none
   * @param values the first column of the result, or the names of the services, as text
   */
  record Answer(String code, String message, List<String> values) {
    static Answer of(List<String> values) {
      return new Answer("OK", "", values);
    }

    /** Returns an error as it was told, without the id of the call. */
    static Answer refused(String code, String message) {
      return new Answer(code, message, List.of());
    }
  }

  /** Asks for a result. */
  Answer read(Optional<String> authorization, byte[] request);

  /** Asks for the schema of a result. */
  Answer schema(Optional<String> authorization, String service);

  /** Asks what a request would return, or all that is told of a service. */
  Answer describe(Optional<String> authorization, String service);

  /** Asks which services there are. */
  Answer list(Optional<String> authorization);

  @Override
  void close();
}
