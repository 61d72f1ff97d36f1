/**
 * The HTTP door as a servlet: the same handler as the door that stands alone, in the server of the
 * host.
 *
 * <p>Start reading at {@link io.fastflight.spring.servlet.FastFlightServlet}. {@code
 * ServletExchange} has all reading and writing of one call, without a thread of its own. Imports
 * {@code http} without Armeria, {@code security}, {@code wire} and {@code api}; knows no Spring.
 */
@NullMarked
package io.fastflight.spring.servlet;

import org.jspecify.annotations.NullMarked;
