package io.beta9.provisioning.failure.json;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.FailureSubject;
import io.beta9.provisioning.failure.ResourceAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts failures to and from JSON: {@code code}, {@code class}, {@code resource} or {@code
 * subject}, {@code parameters}, {@code others}, and the rendered {@code message} for reports in
 * SQL, which is not read back.
 */
public final class FailureJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private FailureJson() {}

  /** Returns the failure as JSON text; {@code null} for {@code null}. */
  public static @Nullable String write(@Nullable Failure failure) {
    return failure == null ? null : JSON.writeValueAsString(tree(failure));
  }

  /** Returns the failure as a JSON object. */
  public static ObjectNode tree(Failure failure) {
    ObjectNode node = JSON.createObjectNode();
    node.put("code", failure.code().code());
    node.put("class", failure.kind().code());
    switch (failure.subject()) {
      case null -> {}
      case ResourceAddress address -> node.put("resource", address.value());
      case FailureSubject.Named named -> node.put("subject", named.value());
    }
    ObjectNode parameters = node.putObject("parameters");
    failure.parameters().forEach((name, value) -> parameters.put(name.code(), value));
    if (!failure.others().isEmpty()) {
      ArrayNode others = node.putArray("others");
      failure.others().forEach(other -> others.add(tree(other)));
    }
    return node.put("message", failure.message());
  }

  /**
   * Returns the failure of a JSON text; {@code null} for {@code null}. A code that this version
   * does not know, as after a downgrade, becomes {@link FailureCode#UNEXPECTED_ERROR} with the
   * rendered message as its text.
   */
  public static @Nullable Failure read(@Nullable String text) {
    return text == null ? null : of(JSON.readTree(text));
  }

  private static Failure of(JsonNode node) {
    String message = node.path("message").asString("");
    Map<FailureParameter, String> parameters = new EnumMap<>(FailureParameter.class);
    node.path("parameters")
        .properties()
        .forEach(
            entry ->
                FailureParameter.of(entry.getKey())
                    .ifPresent(name -> parameters.put(name, entry.getValue().asString(""))));
    FailureCode code =
        FailureCode.of(node.path("code").asString("")).orElse(FailureCode.UNEXPECTED_ERROR);
    if (code == FailureCode.UNEXPECTED_ERROR && !message.isBlank()) {
      parameters.putIfAbsent(FailureParameter.REPORTED, message);
    }
    List<Failure> others = new ArrayList<>();
    node.path("others").forEach(other -> others.add(of(other)));
    return new Failure(code, subject(node), parameters, others);
  }

  private static @Nullable FailureSubject subject(JsonNode node) {
    String resource = node.path("resource").asString("");
    if (!resource.isEmpty()) {
      return new ResourceAddress(resource);
    }
    String subject = node.path("subject").asString("");
    return subject.isEmpty() ? null : new FailureSubject.Named(subject);
  }
}
