package io.fastflight.source.postgres.declared;

import io.fastflight.params.DataParams;
import io.fastflight.params.Default;
import io.fastflight.params.Description;
import io.fastflight.params.Secret;
import io.fastflight.params.WireName;
import io.fastflight.source.jdbc.declared.JdbcSettings;
import java.util.Map;
import java.util.Optional;

/** What a PostgreSQL source is told. */
@WireName("postgres")
@Description("PostgreSQL through binary COPY, several times as fast as through the kind jdbc.")
public record PostgresSettings(
    @Description("The URL, such as jdbc:postgresql://host:5432/database, without a password.")
        String url,
    @Description("Who connects.") Optional<String> user,
    @Description("The password of the user: ${env:NAME} or ${file:PATH}.")
        Optional<Secret> password,
    @Description("Connections at most, 1..1000; each stream has one, a sliced one several.")
        @Default("10")
        int poolSize,
    @Description("How long a request waits for a free connection before it is refused, such as 2s.")
        @Default("\"2s\"")
        String poolWait,
    @Description(
            "How long the database may take to begin, and then for each batch, such as 5m. The time a reader takes does not count.")
        @Default("\"5m\"")
        String queryTimeout,
    @Description(
            "Properties of the driver, such as sslmode, in place of what this source would set.")
        @Default("{}")
        Map<String, String> driverProperties)
    implements DataParams {
  private static final int ANY_FETCH_ROWS = 1;

  /** Refuses what the kind jdbc refuses. */
  public PostgresSettings {
    driverProperties = Map.copyOf(driverProperties);
    new JdbcSettings(
        url, user, password, poolSize, poolWait, queryTimeout, ANY_FETCH_ROWS, driverProperties);
  }
}
