/**
 * The commands that make keys, users and certificates.
 *
 * <p>Start reading at {@link io.fastflight.cli.secure.KeysCommand}. Imports {@code security} and
 * the console.
 */
@NullMarked
package io.fastflight.cli.secure;

import org.jspecify.annotations.NullMarked;
