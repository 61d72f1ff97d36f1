package io.fastflight.source.s3;

/**
 * One object of a bucket as it was listed.
 *
 * @param etag names its content: another content has another one
 * @param size in bytes
 */
record StoredObject(String key, String etag, long size) {}
