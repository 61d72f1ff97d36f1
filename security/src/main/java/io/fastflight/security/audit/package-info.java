/**
 * A line for every call, also for those that were refused, in a file that only its owner reads.
 *
 * <p>Start reading at {@link io.fastflight.security.audit.AuditLog}. Imports {@code api}, and the
 * keys of {@code security.seal}.
 */
@NullMarked
package io.fastflight.security.audit;

import org.jspecify.annotations.NullMarked;
