/**
 * The source kind {@code s3} of services that are declared in a file.
 *
 * <p>Start reading at {@link io.fastflight.source.s3.declared.S3Provider}. Imports the package
 * above and {@code api}.
 */
@NullMarked
package io.fastflight.source.s3.declared;

import org.jspecify.annotations.NullMarked;
