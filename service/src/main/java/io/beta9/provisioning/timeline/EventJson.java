package io.beta9.provisioning.timeline;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Converts the data of events to JSON; field names are in snake case. */
final class EventJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(
              new SimpleModule()
                  .addSerializer(Failure.class, new FailureSerializer())
                  .addSerializer(CircuitState.class, new StateSerializer()))
          .build();

  private EventJson() {}

  static String write(EventData event) {
    return JSON.writeValueAsString(event);
  }

  private static final class StateSerializer extends ValueSerializer<CircuitState> {
    @Override
    public void serialize(CircuitState state, JsonGenerator out, SerializationContext context) {
      out.writeString(state.code());
    }
  }

  private static final class FailureSerializer extends ValueSerializer<Failure> {
    @Override
    public void serialize(Failure failure, JsonGenerator out, SerializationContext context) {
      out.writeTree(FailureJson.tree(failure));
    }
  }
}
