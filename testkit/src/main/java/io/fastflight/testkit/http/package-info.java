/** HTTP by hand, for what no client library shows. Imports the JDK only. */
@NullMarked
package io.fastflight.testkit.http;

import org.jspecify.annotations.NullMarked;
