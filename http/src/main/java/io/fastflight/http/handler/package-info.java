/**
 * What is answered over HTTP, whichever server it came through.
 *
 * <p>Start reading at {@link io.fastflight.http.handler.HttpHandler}, which knows every path. All
 * that it needs of a server is {@link io.fastflight.http.handler.HttpCall} and {@link
 * io.fastflight.http.handler.HttpExchange}. {@code StreamEndpoint} turns a call into a pump, {@code
 * Negotiation} chooses the form of its answer. Imports {@code http.format}, {@code api} and {@code
 * wire}; knows no HTTP library, engine, Flight server or client.
 */
@NullMarked
package io.fastflight.http.handler;

import org.jspecify.annotations.NullMarked;
