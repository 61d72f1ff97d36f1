package io.fastflight.source.s3;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 server in this JVM, which checks signatures, and a client that fills it. */
public final class TestStore implements AutoCloseable {
  /** The name of its key. */
  public static final String KEY = "test-key";

  /** The secret of its key. */
  public static final String SECRET = "test-secret";

  /** Its bucket. */
  public static final String BUCKET = "lake";

  private final BlobStoreContext store;
  private final S3Proxy server;
  private final S3Client client;

  /** Starts it at a free port, with an empty bucket. */
  public TestStore() throws Exception {
    store = ContextBuilder.newBuilder(new TransientApiMetadata()).build(BlobStoreContext.class);
    server =
        S3Proxy.builder()
            .blobStore(store.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
            .build();
    server.start();
    client =
        S3Client.builder()
            .httpClientBuilder(Apache5HttpClient.builder())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .endpointOverride(endpoint())
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
            .build();
    client.createBucket(bucket -> bucket.bucket(BUCKET));
  }

  /** Returns where it is. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
  }

  /** Stores a text. */
  public void put(String key, String text) {
    client.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromString(text));
  }

  /** Stores a file. */
  public void put(String key, Path file) {
    client.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromFile(file));
  }

  void delete(String key) {
    client.deleteObject(delete -> delete.bucket(BUCKET).key(key));
  }

  @Override
  public void close() throws Exception {
    try (store;
        client) {
      server.stop();
    }
  }
}
