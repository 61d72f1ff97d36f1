/**
 * Record batches in motion and at rest: a reader of batches, a table that owns them, and adapters
 * to what others speak.
 *
 * <p>Start reading at {@link io.fastflight.batch.BatchReader}. Imports only {@code error}.
 */
@NullMarked
package io.fastflight.batch;

import org.jspecify.annotations.NullMarked;
