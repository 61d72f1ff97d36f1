/**
 * What a team writes (a service), what it is given (a context), and where it is found (a registry).
 *
 * <p>Start reading at {@link io.fastflight.service.DataService}. Imports {@code params}, {@code
 * batch} and {@code error}.
 */
@NullMarked
package io.fastflight.service;

import org.jspecify.annotations.NullMarked;
