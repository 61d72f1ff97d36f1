/**
 * The closed set of failures a caller can meet, on every door and on both ends of the wire.
 *
 * <p>Start reading at {@link io.fastflight.error.ErrorCode}. Imports nothing of ours.
 */
@NullMarked
package io.fastflight.error;

import org.jspecify.annotations.NullMarked;
