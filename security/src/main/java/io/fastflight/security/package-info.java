/**
 * Who calls: credentials in, an {@link io.fastflight.service.Identity} out, whichever door they
 * came through.
 *
 * <p>Start reading at {@link io.fastflight.security.Authentication}; the ways to prove who one is
 * are in {@code security.scheme}, tickets and tokens that nobody can forge in {@code
 * security.seal}. Imports {@code api}; knows no door.
 */
@NullMarked
package io.fastflight.security;

import org.jspecify.annotations.NullMarked;
