/**
 * The built-in ways to prove who one is: API keys, passwords, JWTs, certificates.
 *
 * <p>Start reading at {@link io.fastflight.security.scheme.ApiKeys}. Imports {@code api}, {@code
 * security} and Nimbus.
 */
@NullMarked
package io.fastflight.security.scheme;

import org.jspecify.annotations.NullMarked;
