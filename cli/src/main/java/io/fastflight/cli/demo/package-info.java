/**
 * The demo: one service, two doors, the same rows.
 *
 * <p>Start reading at {@link io.fastflight.cli.demo.DemoCommand}. Imports {@code serve}, {@code
 * output}, {@code console} and the client.
 */
@NullMarked
package io.fastflight.cli.demo;

import org.jspecify.annotations.NullMarked;
