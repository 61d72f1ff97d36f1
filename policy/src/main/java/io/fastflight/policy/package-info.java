/**
 * Who may use which services, and what of them they see.
 *
 * <p>Start reading at {@link io.fastflight.policy.Policy}. Imports {@code api} and the two packages
 * within.
 */
@NullMarked
package io.fastflight.policy;

import org.jspecify.annotations.NullMarked;
