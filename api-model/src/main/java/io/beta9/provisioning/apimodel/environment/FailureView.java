package io.beta9.provisioning.apimodel.environment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The failure of an environment, for programs.
 *
 * @param failureClass {@code class} in JSON
 * @param responsible who has to act: {@code none}, {@code customer} or {@code operator}
 * @param resource address of the Terraform resource that failed, if one did
 * @param subject what failed, if it is not a resource
 * @param parameters facts of this occurrence, by name
 * @param phase the step that failed; null if none had started
 * @param operationId the operation that failed; null if it is not known
 * @param failedAt when it happened; null if it is not known
 */
public record FailureView(
    @JsonProperty("class") String failureClass,
    String code,
    String what,
    String why,
    String next,
    String responsible,
    @Nullable String resource,
    @Nullable String subject,
    Map<String, String> parameters,
    @Nullable String phase,
    @Nullable String operationId,
    @Nullable Instant failedAt) {
  public FailureView {
    parameters = parameters == null ? Map.of() : parameters;
  }
}
