/**
 * An OpenID Connect provider of our own: a real server with a real key, which signs in whoever
 * comes.
 *
 * <p>Start reading at {@link io.fastflight.testkit.oidc.TestProvider}. Imports {@code api}'s JSON.
 */
@NullMarked
package io.fastflight.testkit.oidc;

import org.jspecify.annotations.NullMarked;
