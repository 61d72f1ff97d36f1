package io.fastflight.source.jdbc.declared;

import io.fastflight.params.Amounts;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.SourceProvider;
import io.fastflight.source.jdbc.JdbcDatabase;

/** Opens JDBC sources for declared services. */
public final class JdbcProvider implements SourceProvider<JdbcSettings, JdbcReads> {

  @Override
  public Class<JdbcSettings> settings() {
    return JdbcSettings.class;
  }

  @Override
  public Class<JdbcReads> reads() {
    return JdbcReads.class;
  }

  @Override
  public Source<JdbcReads> open(JdbcSettings settings, SourceContext context) {
    return Connecting.to(settings.url(), () -> new JdbcSource(database(settings, context)));
  }

  private static JdbcDatabase database(JdbcSettings settings, SourceContext context) {
    JdbcDatabase.Builder database =
        JdbcDatabase.builder(context.name(), settings.url())
            .poolSize(settings.poolSize())
            .poolWait(Amounts.duration(settings.poolWait()).orElseThrow())
            .statementTimeout(Amounts.duration(settings.queryTimeout()).orElseThrow())
            .fetchRows(settings.fetchRows());
    settings
        .user()
        .ifPresent(
            user ->
                database.credentials(
                    user, settings.password().map(secret -> secret.reveal()).orElse("")));
    settings.driverProperties().forEach(database::property);
    return database.open();
  }
}
