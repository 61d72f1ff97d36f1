/** The ways to read a result. Start reading at {@link io.fastflight.example.reads.WaysToRead}. */
@NullMarked
package io.fastflight.example.reads;

import org.jspecify.annotations.NullMarked;
