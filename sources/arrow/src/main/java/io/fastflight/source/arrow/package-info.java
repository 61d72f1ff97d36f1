/**
 * Arrow IPC files, mapped into memory and sent from there.
 *
 * <p>Start reading at {@link io.fastflight.source.arrow.ArrowFileProvider}, then {@code
 * MappedReader}. {@code RootFolder} is the one way to a file. Imports {@code api}.
 */
@NullMarked
package io.fastflight.source.arrow;

import org.jspecify.annotations.NullMarked;
