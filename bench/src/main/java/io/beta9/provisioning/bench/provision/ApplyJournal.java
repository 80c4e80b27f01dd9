package io.beta9.provisioning.bench.provision;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long the resources of one operation took to create, according to Terraform's journal.
 *
 * @param seconds of each resource; of several instances, the longest
 * @param first when the first resource was begun
 * @param last when the last resource was complete
 */
record ApplyJournal(Map<String, Double> seconds, Instant first, Instant last) {

  static ApplyJournal read(JdbcClient database, String operation) {
    Map<String, Instant> started = new HashMap<>();
    Map<String, Double> seconds = new HashMap<>();
    Instant[] bounds = {Instant.MAX, Instant.MIN};
    database
        .sql(
            """
            select event ->> 'type' as type, event -> 'hook' -> 'resource' ->> 'addr' as address,
                   (event ->> '@timestamp')::timestamptz as at
              from journal
             where operation_id = :id and run_id like '%-apply'
               and event ->> 'type' in ('apply_start', 'apply_complete')
             order by line
            """)
        .param("id", operation)
        .query(
            (row, number) ->
                new JournalEntry(
                    row.getString("type"),
                    row.getString("address"),
                    row.getTimestamp("at").toInstant()))
        .list()
        .forEach(
            entry -> {
              Instant start = started.get(entry.address());
              if (entry.type().equals("apply_start")) {
                started.put(entry.address(), entry.at());
                bounds[0] = entry.at().isBefore(bounds[0]) ? entry.at() : bounds[0];
              } else if (start != null) {
                bounds[1] = entry.at().isAfter(bounds[1]) ? entry.at() : bounds[1];
                seconds.merge(
                    resource(entry.address()),
                    Duration.between(start, entry.at()).toMillis() / 1000.0,
                    Math::max);
              }
            });
    return new ApplyJournal(seconds, bounds[0], bounds[1]);
  }

  private record JournalEntry(String type, String address, Instant at) {}

  /** Returns the address without the key of an instance. */
  static String resource(String address) {
    int bracket = address.indexOf('[');
    return bracket < 0 ? address : address.substring(0, bracket);
  }
}
