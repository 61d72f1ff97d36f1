/**
 * Certificates and keys from PEM files, for both ends: read, checked, and read again when the files
 * change.
 *
 * <p>Start reading at {@link io.fastflight.wire.tls.ServerTls}. Imports the JDK only, so that every
 * TLS library can use what it makes.
 */
@NullMarked
package io.fastflight.wire.tls;

import org.jspecify.annotations.NullMarked;
