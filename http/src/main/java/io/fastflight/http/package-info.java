/**
 * The HTTP door: a server that stands alone, on Armeria.
 *
 * <p>Start reading at {@link io.fastflight.http.FastFlightHttpServer}; what is answered is said by
 * {@code http.handler}, in which forms by {@code http.format}. Only this package knows Armeria.
 * Imports these two, {@code api} and {@code wire}; knows no engine, Flight server or client.
 */
@NullMarked
package io.fastflight.http;

import org.jspecify.annotations.NullMarked;
