package io.fastflight.source.s3.declared;

import io.fastflight.params.Amounts;
import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Faults;
import io.fastflight.params.Secret;
import io.fastflight.params.WireName;
import java.util.Optional;

/** What a source of files in a bucket is told. */
@WireName("s3")
@Description("Parquet, CSV, JSON and Arrow files in a bucket of an S3-compatible store.")
public record S3Settings(
    @Description("The bucket.") String bucket,
    @Description(
            "What all keys begin with that can be read, such as sales/; paths begin behind it.")
        @Default("\"\"")
        String prefix,
    @Description("The address of the store, where it is not AWS, such as https://store:9000.")
        Optional<String> endpoint,
    @Description("The region, such as eu-central-1; at first found as AWS's programs find it.")
        Optional<String> region,
    @Description("The name of the key; at first found as AWS's programs find it.")
        Optional<String> accessKey,
    @Description("The secret of the key: ${env:NAME} or ${file:PATH}.") Optional<Secret> secretKey,
    @Description("Whether the bucket is in the path of a request, and not in its host's name.")
        @Default("false")
        boolean pathStyle,
    @Description("A folder on disk for objects that were read; they go when the source is closed.")
        String cacheFolder,
    @Description("How much of them is kept; a request whose objects are over it fails.")
        @Default("\"10GiB\"")
        String cacheSize,
    @Description(
            "Memory of sorting, grouping and joining, of all queries together, at least 16MiB.")
        @Default("\"1GiB\"")
        String memoryLimit)
    implements DataParams {
  private static final long MIN_MEMORY_BYTES = 16L << 20;

  /** Refuses values out of range. */
  public S3Settings {
    Faults.in("s3")
        .check(
            accessKey.isPresent() == secretKey.isPresent(),
            accessKey.isPresent() ? "secret_key" : "access_key",
            null,
            "given where there is the other half of the key")
        .check(!prefix.startsWith("/"), "prefix", prefix, "without a slash at its beginning")
        .check(Amounts.bytes(cacheSize).isPresent(), "cache_size", cacheSize, Amounts.SIZE)
        .check(
            Amounts.bytes(memoryLimit).orElse(0) >= MIN_MEMORY_BYTES,
            "memory_limit",
            memoryLimit,
            "a size of at least 16MiB")
        .throwIfAny();
  }
}
