/**
 * The command line: parses the arguments, runs a command, tells a failure on one line.
 *
 * <p>Start reading at {@link io.fastflight.cli.Main}, then the class of a command, such as {@link
 * io.fastflight.cli.read.QueryCommand}. The only packages that print. Imports its commands and
 * picocli; nothing imports it.
 */
@NullMarked
package io.fastflight.cli;

import org.jspecify.annotations.NullMarked;
