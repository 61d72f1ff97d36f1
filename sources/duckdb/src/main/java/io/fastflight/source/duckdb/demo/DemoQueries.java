package io.fastflight.source.duckdb.demo;

import io.fastflight.source.duckdb.DuckDbQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** What the services over files, and the echo, ask DuckDB. */
final class DemoQueries {
  static final String FLIGHTS = "flights.parquet";
  static final String AIRPORTS = "airports.csv";
  static final String BIRDSTRIKES = "birdstrikes.csv";

  /** Nothing is guessed: columns are named and typed here, an empty field is null. */
  private static final String CSV =
      """
      FROM read_csv(?, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        nullstr = '', columns = %s)""";

  private static final String AIRPORT_COLUMNS =
      """
      {'iata': 'VARCHAR', 'name': 'VARCHAR', 'city': 'VARCHAR', 'state': 'VARCHAR',
        'country': 'VARCHAR', 'latitude': 'DOUBLE', 'longitude': 'DOUBLE'}""";

  private static final String BIRDSTRIKE_COLUMNS =
      """
      {'airport_name': 'VARCHAR', 'aircraft_make_model': 'VARCHAR',
        'effect_amount_of_damage': 'VARCHAR', 'flight_date': 'DATE',
        'aircraft_airline_operator': 'VARCHAR', 'origin_state': 'VARCHAR',
        'phase_of_flight': 'VARCHAR', 'wildlife_size': 'VARCHAR', 'wildlife_species': 'VARCHAR',
        'time_of_day': 'VARCHAR', 'cost_other': 'BIGINT', 'cost_repair': 'BIGINT',
        'cost_total': 'BIGINT', 'speed_ias_in_knots': 'INTEGER'}""";

  private final Path folder;
  private final Clock clock;

  DemoQueries(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** The file is sorted by date, and DuckDB keeps the order of files, so there is no ORDER BY. */
  DuckDbQuery flights(FlightsParams params) {
    return DuckDbQuery.of(
            "SELECT date, delay, distance, origin, destination FROM read_parquet(?)", file(FLIGHTS))
        .where("origin = ?", params.origin())
        .where("destination = ?", params.destination())
        .where("delay >= ?", params.minDelay())
        .where("delay <= ?", params.maxDelay())
        .where("date >= ?", params.fromDate().map(LocalDate::atStartOfDay))
        .where("date < ?", params.toDate().map(day -> day.plusDays(1).atStartOfDay()));
  }

  DuckDbQuery airports(AirportsParams params) {
    return DuckDbQuery.of(CSV.formatted(AIRPORT_COLUMNS), file(AIRPORTS))
        .where("state = ?", params.state());
  }

  DuckDbQuery birdstrikes(BirdstrikesParams params) {
    return DuckDbQuery.of(CSV.formatted(BIRDSTRIKE_COLUMNS), file(BIRDSTRIKES))
        .where("origin_state = ?", params.state())
        .where("wildlife_species = ?", params.species())
        .where("flight_date >= ?", params.fromDate())
        .where("flight_date <= ?", params.toDate());
  }

  DuckDbQuery echo(EchoParams params) {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    return DuckDbQuery.of(
        "SELECT CAST(? AS VARCHAR) AS message, CAST(? AS TIMESTAMP_S) AS timestamp,"
            + " 'echo_service' AS service",
        params.message(),
        now.truncatedTo(ChronoUnit.SECONDS));
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
