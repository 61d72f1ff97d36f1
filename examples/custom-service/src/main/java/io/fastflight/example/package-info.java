/** A complete program with a service of its own. */
@NullMarked
package io.fastflight.example;

import org.jspecify.annotations.NullMarked;
