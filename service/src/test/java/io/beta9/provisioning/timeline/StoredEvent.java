package io.beta9.provisioning.timeline;

import io.beta9.provisioning.apimodel.environment.EventKind;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An event as it is stored, for comparison with the data that was appended. */
public record StoredEvent(String kind, JsonNode data) {

  /** Returns how an event is stored. */
  public static StoredEvent of(EventData event) {
    return new StoredEvent(
        event.kind().code(), JsonMapper.shared().readTree(EventJson.write(event)));
  }

  /** Returns the events of an environment, oldest first. */
  public static List<StoredEvent> of(JdbcClient jdbc, String environment) {
    return jdbc.sql("select kind, data from events where environment_id = :id order by seq")
        .param("id", environment)
        .query(
            (row, number) ->
                new StoredEvent(
                    row.getString("kind"), JsonMapper.shared().readTree(row.getString("data"))))
        .list();
  }

  public boolean is(EventKind expected) {
    return kind.equals(expected.code());
  }

  /** Returns a field of the data, empty if it is missing. */
  public String text(String field) {
    return data.path(field).asString("");
  }
}
