package io.fastflight.source.jdbc.declared;

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

/** What a JDBC source is told. */
@WireName("jdbc")
@Description("Any database with a JDBC driver.")
public record JdbcSettings(
    @Description("The JDBC URL, without a password.") String url,
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
            "How long the database may take to execute, and then for each batch, such as 5m. The time a reader takes does not count.")
        @Default("\"5m\"")
        String queryTimeout,
    @Description(
            "Rows the driver asks for at a time, 1..1000000; MySQL and MariaDB send row by row.")
        @Default("10000")
        int fetchRows,
    @Description("Properties of the driver, in place of what this source would set.") @Default("{}")
        Map<String, String> driverProperties)
    implements DataParams {

  /** Refuses values out of range. */
  public JdbcSettings {
    driverProperties = Map.copyOf(driverProperties);
    Faults faults =
        Faults.in("jdbc")
            .range("pool_size", poolSize, 1, 1_000)
            .range("fetch_rows", fetchRows, 1, 1_000_000)
            .check(
                user.isPresent() || password.isEmpty(),
                "user",
                null,
                "given where there is a password");
    faults.check(
        driverProperties.keySet().stream().noneMatch(JdbcSettings::isPassword),
        "driver_properties",
        driverProperties.keySet(),
        "without a password, which is a setting of its own");
    check(faults, "pool_wait", poolWait);
    check(faults, "query_timeout", queryTimeout);
    faults.throwIfAny();
  }

  private static boolean isPassword(String property) {
    return property.toLowerCase(Locale.ROOT).contains("password");
  }

  private static void check(Faults faults, String key, String duration) {
    faults.check(Amounts.duration(duration).isPresent(), key, duration, Amounts.DURATION);
  }
}
