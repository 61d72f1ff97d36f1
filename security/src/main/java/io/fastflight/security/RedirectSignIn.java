package io.fastflight.security;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.service.Identity;
import io.fastflight.service.Secret;
import java.net.URI;
import java.util.Map;

/**
 * A way to sign in at another server: the browser is sent there, and comes back with what proves
 * it.
 *
 * <p><b>Threads:</b> any; both steps may block.
 */
public interface RedirectSignIn {
  /** Returns what people call the other server, to read after "Sign in with". */
  String label();

  /** Returns where the other server sends the browser back to. */
  URI callback();

  /**
   * A sign-in that has begun.
   *
   * @param location where the browser is sent
   * @param kept what the browser has to bring back beside the answer, so that nobody else's answer
   *     signs it in
   */
  record Begun(URI location, Secret kept) {}

  /**
   * Begins.
   *
   * @throws io.fastflight.error.ServerUnavailableException if the other server cannot be reached
   */
  Begun begin();

  /**
   * Returns who came back.
   *
   * @param kept as {@link #begin} gave it to this browser
   * @param answer the parameters that the browser came back with
   * @throws UnauthenticatedException if the answer is not one to what this browser began, or proves
   *     nothing
   * @throws io.fastflight.error.ServerUnavailableException if the other server cannot be reached
   */
  Identity finish(Secret kept, Map<String, String> answer);
}
