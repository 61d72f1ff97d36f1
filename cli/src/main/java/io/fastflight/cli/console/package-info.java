/**
 * Where a command prints, and how its end becomes an exit code.
 *
 * <p>Start reading at {@link io.fastflight.cli.console.Console}, then {@link
 * io.fastflight.cli.console.ExitCode}. Imports {@code error} of {@code api}.
 */
@NullMarked
package io.fastflight.cli.console;

import org.jspecify.annotations.NullMarked;
