package io.fastflight.benchmark.server;

import io.fastflight.batch.BatchReader;
import io.fastflight.benchmark.data.SourceTable;
import io.fastflight.engine.Engine;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.server.FastFlightServer;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.source.jdbc.JdbcDatabase;
import io.fastflight.source.jdbc.sql.Slicing;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.postgres.PostgresDatabase;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Our server over one PostgreSQL, read in several ways. */
final class SourcesServer implements RunningServer {
  private final String url;
  private final PostgresDatabase postgres;
  private final JdbcDatabase jdbc;
  private final String location;

  private SourcesServer(String url, ServerMain.Place place, BufferAllocator memory) {
    this.url = url;
    this.postgres = PostgresDatabase.builder("postgres", url).open();
    this.jdbc = JdbcDatabase.builder("jdbc", url).open();
    ServiceRegistry services =
        ServiceRegistry.builder().register(SourceParams.class, this::open).build();
    this.location =
        FastFlightServer.builder(new Engine(services, memory))
            .host(place.host())
            .port(0)
            .start()
            .location();
  }

  static SourcesServer start(ServerMain.Place place, BufferAllocator memory) {
    return new SourcesServer(System.getProperty("bench.source.url", ""), place, memory);
  }

  private BatchReader open(SourceParams params, ServiceContext context) {
    SqlQuery query = SqlQuery.of(SourceTable.valueOf(params.table()).query());
    return switch (params.way()) {
      case "copy", "copy-1" -> postgres.query(query, context);
      case "copy-4" -> postgres.query(query.sliced(quarters()), context);
      case "jdbc" -> jdbc.query(query, context);
      case "arrow-jdbc" ->
          ArrowJdbcReader.open(url, query.sql().replace(":slice", "true"), context);
      default -> throw new InvalidParamsException("There is no way '" + params.way() + "'.");
    };
  }

  private static Slicing quarters() {
    return Slicing.predicates(List.of("id % 4 = 0", "id % 4 = 1", "id % 4 = 2", "id % 4 = 3"));
  }

  @Override
  public String location() {
    return location;
  }
}
