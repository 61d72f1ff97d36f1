/**
 * FastFlight in a Spring Boot application: services that are beans, served by one engine over HTTP
 * in the application's own server and, if asked for, over Flight beside it; a client as a bean;
 * health and metrics for Actuator.
 *
 * <p>Start reading at {@link io.fastflight.spring.FastFlightAutoConfiguration}; {@link
 * io.fastflight.spring.FastFlightProperties} has every setting. Imports all doors and the client;
 * the servlet is in {@code spring.servlet} and knows no Spring.
 */
@NullMarked
package io.fastflight.spring;

import org.jspecify.annotations.NullMarked;
