/** Measures what the documents claim; each program says its question, command and data. */
@NullMarked
package io.fastflight.benchmark;

import org.jspecify.annotations.NullMarked;
