package io.fastflight.cli.serve;

import io.fastflight.security.Authentication;
import io.fastflight.security.RedirectSignIn;
import io.fastflight.security.Sessions;
import io.fastflight.wire.tls.ServerTls;
import java.util.Optional;

/**
 * Holds what stands before the doors of a process.
 *
 * <p><b>Ownership:</b> owns the TLS; closed after the doors.
 *
 * @param authentication who finds out who calls, if anyone does
 * @param tls what the doors speak, if they do
 * @param sessions who signed in at the console, if anyone can
 * @param elsewhere where else they can sign in
 */
public record Access(
    Optional<Authentication> authentication,
    Optional<ServerTls> tls,
    Optional<Sessions> sessions,
    Optional<RedirectSignIn> elsewhere)
    implements AutoCloseable {
  /** Returns that of doors that are plain and open. */
  public static Access open() {
    return new Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Override
  public void close() {
    tls.ifPresent(ServerTls::close);
  }
}
