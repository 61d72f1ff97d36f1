/**
 * What every HTTP server does around the handler: it finds out who calls, and keeps account of the
 * calls that are open.
 *
 * <p>Imports {@code http.handler} and {@code security}; knows no HTTP library.
 */
@NullMarked
package io.fastflight.http.door;

import org.jspecify.annotations.NullMarked;
