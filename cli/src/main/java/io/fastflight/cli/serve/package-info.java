/**
 * The commands that serve, and the parts of a server process.
 *
 * <p>Start reading at {@link io.fastflight.cli.serve.StartAllCommand}. Imports {@code console},
 * {@code read} for the location of a remote server, and the modules it starts.
 */
@NullMarked
package io.fastflight.cli.serve;

import org.jspecify.annotations.NullMarked;
