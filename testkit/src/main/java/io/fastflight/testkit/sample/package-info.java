/**
 * Small services for tests of engines and doors: one that works, and one for each way to go wrong.
 *
 * <p>Start reading at {@link io.fastflight.testkit.sample.SampleServices}. Written against {@code
 * api} alone, with vectors filled in plain Java. Imports only {@code api}.
 */
@NullMarked
package io.fastflight.testkit.sample;

import org.jspecify.annotations.NullMarked;
