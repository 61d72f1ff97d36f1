/**
 * Files in a bucket of an S3-compatible store.
 *
 * <p>Start reading at {@link io.fastflight.source.s3.S3Bucket}: it lists the objects of a request,
 * has {@code ObjectCache} bring those to disk that are not there yet, and hands the files to the
 * sources that read files. Imports {@code api}, those sources and the AWS SDK.
 */
@NullMarked
package io.fastflight.source.s3;

import org.jspecify.annotations.NullMarked;
