package io.fastflight.source.iceberg.declared;

import io.fastflight.params.Amounts;
import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Faults;
import io.fastflight.params.Secret;
import io.fastflight.params.WireName;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an Iceberg source is told. */
@WireName("iceberg")
@Description("Iceberg tables, by a REST, JDBC or Hadoop catalog.")
public record IcebergSettings(
    @Description("Where the tables are listed: rest, jdbc or hadoop.") CatalogKind catalog,
    @Description("The address of a REST catalog, or the JDBC URL of a JDBC one; no password in it.")
        Optional<String> uri,
    @Description(
            "The folder or bucket of the tables; a path without a scheme begins at the folder of this file.")
        Optional<String> warehouse,
    @Description(
            "Under which name a JDBC catalog lists its tables; the name of the source at first.")
        Optional<String> catalogName,
    @Description("Who connects to the database of a JDBC catalog.") Optional<String> user,
    @Description("The password of the user: ${env:NAME} or ${file:PATH}.")
        Optional<Secret> password,
    @Description("The bearer token for a REST catalog: ${env:NAME} or ${file:PATH}.")
        Optional<Secret> token,
    @Description(
            "In place of a token: client id and secret for OAuth2, with a colon between them: ${env:NAME} or ${file:PATH}.")
        Optional<Secret> credential,
    @Description("The address of an S3-compatible store, where it is not AWS.")
        Optional<String> s3Endpoint,
    @Description("The region of the store, such as eu-central-1.") Optional<String> s3Region,
    @Description("The name of the store's key; without one, AWS's own ways to find credentials.")
        Optional<String> s3AccessKey,
    @Description("The secret of the store's key: ${env:NAME} or ${file:PATH}.")
        Optional<Secret> s3SecretKey,
    @Description("Whether the bucket is in the path of a request, and not in its host's name.")
        @Default("false")
        boolean s3PathStyle,
    @Description(
            "How long ago a snapshot may have been replaced whose stream is still read on, such as 1h. Callers can name any that was current since.")
        @Default("\"1h\"")
        String resumeWindow,
    @Description("More properties of the catalog, as Iceberg names them; no secrets.")
        @Default("{}")
        Map<String, String> properties)
    implements DataParams {
  private static final Pattern PASSWORD =
      Pattern.compile("[?&;,(:](password|pwd|passwd)=|://[^/?@]*:[^/?@]*@");

  private static final Pattern SECRET =
      Pattern.compile("password|secret|token|credential|access-key");

  /** Refuses what does not fit together. */
  public IcebergSettings {
    properties = Map.copyOf(properties);
    boolean hadoop = catalog == CatalogKind.hadoop;
    Faults faults = Faults.in("iceberg");
    faults
        .check(
            uri.isPresent() != hadoop,
            "uri",
            null,
            hadoop ? "left out for a hadoop catalog" : "given for a " + catalog + " catalog")
        .check(
            uri.isEmpty() || !PASSWORD.matcher(uri.get().toLowerCase(Locale.ROOT)).find(),
            "uri",
            null,
            "without a password; give it as password: ${env:NAME} or ${file:PATH}")
        .check(
            warehouse.isPresent() || catalog == CatalogKind.rest,
            "warehouse",
            null,
            "given for a " + catalog + " catalog")
        .check(
            Amounts.duration(resumeWindow).isPresent(),
            "resume_window",
            resumeWindow,
            Amounts.DURATION)
        .check(
            properties.keySet().stream().noneMatch(key -> SECRET.matcher(key).find()),
            "properties",
            properties.keySet(),
            "without secrets, which are settings of their own");
    checkHalves(faults, "user", user.isPresent() || password.isEmpty(), "password");
    checkHalves(
        faults, "s3_access_key", s3AccessKey.isPresent() || s3SecretKey.isEmpty(), "s3_secret_key");
    checkHalves(
        faults, "s3_secret_key", s3SecretKey.isPresent() || s3AccessKey.isEmpty(), "s3_access_key");
    faults.check(
        token.isEmpty() || credential.isEmpty(), "credential", null, "left out beside a token");
    faults.throwIfAny();
  }

  private static void checkHalves(Faults faults, String key, boolean holds, String other) {
    faults.check(holds, key, null, "given where there is " + other);
  }
}
