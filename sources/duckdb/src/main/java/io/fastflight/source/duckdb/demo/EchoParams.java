package io.fastflight.source.duckdb.demo;

import static java.util.Objects.requireNonNull;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Example;
import io.fastflight.params.WireName;

/**
 * Asks for its own message back.
 *
 * <p><b>Shape:</b> one row: message (utf8), timestamp (seconds, now in UTC), service (utf8, {@code
 * echo_service}).
 *
 * @param message any text
 */
@WireName(
    value = "demo.echo",
    aliases = {"fastflight.demo_services.echo_demo.EchoParams"})
@Description("One row with the message that was sent, the time and the name of the service.")
@Example("{\"message\": \"Hello FastFlight!\"}")
public record EchoParams(
    @Description("What to send back.") @Default("\"Hello FastFlight!\"") String message)
    implements DataParams {

  /** Checks that there is a message. */
  public EchoParams {
    requireNonNull(message, "message");
  }
}
