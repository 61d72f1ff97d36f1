/**
 * Networks that fail on purpose.
 *
 * <p>Start reading at {@link io.fastflight.testkit.fault.FaultProxy}. Imports the JDK only.
 */
@NullMarked
package io.fastflight.testkit.fault;

import org.jspecify.annotations.NullMarked;
