/**
 * Signing in at an OpenID Connect provider by the code flow: the browser carries a code, the server
 * fetches the token, and no token reaches the page.
 *
 * <p>Start reading at {@link io.fastflight.security.oidc.OidcSignIn}. Imports {@code security}, its
 * schemes and its seal; knows no door.
 */
@NullMarked
package io.fastflight.security.oidc;

import org.jspecify.annotations.NullMarked;
