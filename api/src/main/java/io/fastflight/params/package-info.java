/**
 * Typed parameters: a record, its JSON, and the bytes of a Flight ticket.
 *
 * <p>Start reading at {@link io.fastflight.params.DataParams}, then {@link
 * io.fastflight.params.ParamsCodec}. Imports only {@code error}; the one package of this module
 * that knows Jackson.
 */
@NullMarked
package io.fastflight.params;

import org.jspecify.annotations.NullMarked;
