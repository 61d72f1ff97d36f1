/**
 * One request, whichever door it came through: resolve the service, open it on memory of its own,
 * watch what it returns.
 *
 * <p>Start reading at {@link io.fastflight.engine.Engine}. Imports {@code api} only; knows no door
 * and no wire.
 */
@NullMarked
package io.fastflight.engine;

import org.jspecify.annotations.NullMarked;
