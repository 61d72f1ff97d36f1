/**
 * The HTTP door: params as JSON in, an Arrow IPC stream out.
 *
 * <p>Start reading at {@link io.fastflight.http.FastFlightHttpServer}, then {@code HttpRoutes},
 * which knows what is answered and not by which HTTP library: all that it needs of one is {@code
 * HttpExchange}. Only the server, {@code ArmeriaDoor}, {@code ArmeriaExchange} and {@code
 * ArmeriaErrors} know Armeria. Imports {@code api} and {@code wire}; knows no engine, Flight server
 * or client.
 */
@NullMarked
package io.fastflight.http;

import org.jspecify.annotations.NullMarked;
