/**
 * What callers try who mean no good, as tables that every door is held against.
 *
 * <p>Start reading at {@link io.fastflight.testkit.attack.JwtAttacks}.
 */
@NullMarked
package io.fastflight.testkit.attack;

import org.jspecify.annotations.NullMarked;
