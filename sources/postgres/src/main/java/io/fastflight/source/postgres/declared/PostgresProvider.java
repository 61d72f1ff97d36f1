package io.fastflight.source.postgres.declared;

import io.fastflight.params.Amounts;
import io.fastflight.source.Source;
import io.fastflight.source.SourceContext;
import io.fastflight.source.SourceProvider;
import io.fastflight.source.jdbc.declared.Connecting;
import io.fastflight.source.postgres.PostgresDatabase;

/** Opens PostgreSQL sources for declared services. */
public final class PostgresProvider implements SourceProvider<PostgresSettings, PostgresReads> {

  @Override
  public Class<PostgresSettings> settings() {
    return PostgresSettings.class;
  }

  @Override
  public Class<PostgresReads> reads() {
    return PostgresReads.class;
  }

  @Override
  public Source<PostgresReads> open(PostgresSettings settings, SourceContext context) {
    return Connecting.to(settings.url(), () -> new PostgresSource(database(settings, context)));
  }

  private static PostgresDatabase database(PostgresSettings settings, SourceContext context) {
    PostgresDatabase.Builder database =
        PostgresDatabase.builder(context.name(), settings.url())
            .poolSize(settings.poolSize())
            .poolWait(Amounts.duration(settings.poolWait()).orElseThrow())
            .statementTimeout(Amounts.duration(settings.queryTimeout()).orElseThrow());
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
