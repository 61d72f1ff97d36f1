/**
 * The commands that read from a server.
 *
 * <p>Start reading at {@link io.fastflight.cli.read.QueryCommand}. Imports {@code console}, {@code
 * output} and the client.
 */
@NullMarked
package io.fastflight.cli.read;

import org.jspecify.annotations.NullMarked;
