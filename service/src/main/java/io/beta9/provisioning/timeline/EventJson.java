package io.beta9.provisioning.timeline;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.region.CircuitReason;
import io.beta9.provisioning.region.CircuitReasonJson;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.timeline.EventData.ReleaseReason;
import io.beta9.provisioning.timeline.EventData.RemovalReason;
import java.util.function.Function;
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
                  .addSerializer(CircuitReason.class, new ReasonSerializer())
                  .addSerializer(TerminationEvidence.class, new EvidenceSerializer())
                  .addSerializer(CircuitState.class, code(CircuitState::code))
                  .addSerializer(ReleaseReason.class, code(ReleaseReason::code))
                  .addSerializer(RemovalReason.class, code(RemovalReason::code)))
          .build();

  private EventJson() {}

  static String write(EventData event) {
    return JSON.writeValueAsString(event);
  }

  private static <T> ValueSerializer<T> code(Function<T, String> code) {
    return new ValueSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializationContext context) {
        out.writeString(code.apply(value));
      }
    };
  }

  private static final class EvidenceSerializer extends ValueSerializer<TerminationEvidence> {
    @Override
    public void serialize(
        TerminationEvidence evidence, JsonGenerator out, SerializationContext context) {
      out.writeStartObject();
      out.writeStringProperty("code", evidence.code());
      switch (evidence) {
        case TerminationEvidence.PodEnded(var deleted) ->
            out.writeBooleanProperty("deleted", deleted);
        case TerminationEvidence.LeaseExpired(var silence) ->
            out.writeStringProperty("silence", silence.toString());
        default -> {}
      }
      out.writeEndObject();
    }
  }

  private static final class ReasonSerializer extends ValueSerializer<CircuitReason> {
    @Override
    public void serialize(CircuitReason reason, JsonGenerator out, SerializationContext context) {
      out.writeTree(CircuitReasonJson.tree(reason));
    }
  }

  private static final class FailureSerializer extends ValueSerializer<Failure> {
    @Override
    public void serialize(Failure failure, JsonGenerator out, SerializationContext context) {
      out.writeTree(FailureJson.tree(failure));
    }
  }
}
