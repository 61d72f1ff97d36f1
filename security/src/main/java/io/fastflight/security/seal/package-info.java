/**
 * Tickets and session tokens that only this server, or one with the same keys, can have made.
 *
 * <p>Start reading at {@link io.fastflight.security.seal.Seal}. Imports {@code api} and {@code
 * security}.
 */
@NullMarked
package io.fastflight.security.seal;

import org.jspecify.annotations.NullMarked;
