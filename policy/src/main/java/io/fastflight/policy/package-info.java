/**
 * Who may use which services, what of them they see, and how much.
 *
 * <p>Start reading at {@link io.fastflight.policy.Policy}. Imports {@code api} and the two packages
 * within.
 */
@NullMarked
package io.fastflight.policy;

import org.jspecify.annotations.NullMarked;
