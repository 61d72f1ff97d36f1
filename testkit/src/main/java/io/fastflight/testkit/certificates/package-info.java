/**
 * Authorities and certificates for tests of TLS, made anew for each.
 *
 * <p>Start reading at {@link io.fastflight.testkit.certificates.TestAuthority}.
 */
@NullMarked
package io.fastflight.testkit.certificates;

import org.jspecify.annotations.NullMarked;
